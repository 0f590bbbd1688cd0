import { KINDS, type Kind } from '../../common/page/address.ts'
import { KIND_SIGNS } from '../../common/page/kind-signs.ts'
import { useWords } from '../../common/words/index.ts'

interface KindChoiceProps {
  readonly kind: Kind
  readonly onChoose: (kind: Kind) => void
}

/** What to open the room as. */
export const KindChoice = ({ kind, onChoose }: KindChoiceProps) => {
  const { places } = useWords()
  return (
    <fieldset className="kinds">
      <legend className="unseen">{places.title}</legend>
      {KINDS.map((one) => {
        const Sign = KIND_SIGNS[one]
        return (
          <label key={one}>
            <input
              className="unseen"
              type="radio"
              name="kind"
              value={one}
              checked={one === kind}
              onChange={() => onChoose(one)}
            />
            <Sign /> {places.kinds[one]}
          </label>
        )
      })}
    </fieldset>
  )
}
