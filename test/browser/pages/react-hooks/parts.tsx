// Each part shows what one hook gives, and how often it was rendered for it.
import { useRef, useState, version } from 'react'
import {
  useClaims,
  useCrowd,
  useNotice,
  useOthers,
  usePeople,
  usePeopleEvents,
  usePerson,
  useReadable,
  useRoom,
  useSelf,
  useSmooth,
  useStatus,
} from '../../../../client/react.tsx'

declare global {
  /** Each place that somebody was drawn at. */
  var drawn: number[]
  var reactVersion: string
}

globalThis.drawn = []
globalThis.reactVersion = version

const Shown = ({ id, children }: { readonly id: string; readonly children: string | number }) => {
  const renders = useRef(0)
  renders.current += 1
  return (
    <p>
      <output id={id}>{children}</output>{' '}
      <output id={`${id}-renders`} suppressHydrationWarning>
        {renders.current}
      </output>
    </p>
  )
}

const namesOf = (people: readonly { readonly name?: string }[]) =>
  people.map(({ name = 'unnamed' }) => ({ name }))

const Names = () => (
  <Shown id="names">
    {usePeople(namesOf)
      .map(({ name }) => name)
      .toSorted()
      .join(',')}
  </Shown>
)

/** A selector of each render of its own. */
const Inline = () => <Shown id="inline">{useOthers((others) => [others.length])[0] ?? 0}</Shown>

const InSight = () => <Shown id="in-sight">{useCrowd(({ shown }) => shown.length)}</Shown>

const Everything = () => {
  const mover = usePeople().find(({ name }) => name === 'mover')
  return <Shown id="everything">{mover?.x ?? -1}</Shown>
}

const One = ({ of, id }: { readonly of: string; readonly id: string }) => {
  const { people } = useRoom()
  const key = useReadable(people, (all) => all.find(({ name }) => name === of)?.key)
  return <Shown id={id}>{usePerson(key ?? '')?.x ?? -1}</Shown>
}

const Me = () => {
  const [name, set] = useSelf((self) => self.name)
  return (
    <>
      <Shown id="name">{name ?? ''}</Shown>
      <button type="button" onClick={() => set({ x: Math.random() })}>
        Move
      </button>
    </>
  )
}

const Events = () => {
  const [events, setEvents] = useState('')
  usePeopleEvents(({ type, person }) => setEvents(`${events}${type} ${person.name} `))
  return <Shown id="events">{events}</Shown>
}

const Notice = () => {
  const { signals } = useRoom()
  return (
    <>
      <Shown id="notice">{useNotice()?.code ?? 'none'}</Shown>
      <button type="button" onClick={() => Array.from({ length: 40 }, () => signals.send('bell'))}>
        Ring
      </button>
    </>
  )
}

const Pen = () => {
  const { held, take, release } = useClaims()
  const [refused, setRefused] = useState('')
  const onTake = async () => {
    const taken = await take('pen')
    setRefused(taken.ok ? '' : (taken.by?.name ?? taken.fault.code))
  }
  return (
    <>
      <Shown id="pen">{held.map(({ key, name, isOwn }) => `${key} ${isOwn ? 'mine' : name}`).join()}</Shown>
      <output id="refused">{refused}</output>
      <button type="button" onClick={onTake}>
        Take
      </button>
      <button type="button" onClick={() => release('pen')}>
        Release
      </button>
    </>
  )
}

const Stage = () => {
  const [isHidden, setHidden] = useState(false)
  const keys = usePeople((people) => people.filter(({ x }) => x !== undefined).map(({ key }) => key))
  useSmooth((points) => {
    for (const [key, { x }] of points) {
      const node = document.getElementById(`at-${key}`)
      if (node === null) continue
      node.style.left = `${x}px`
      globalThis.drawn.push(x)
    }
  })
  return (
    <>
      <Shown id="stage">{keys.length}</Shown>
      <button type="button" onClick={() => setHidden(!isHidden)}>
        {isHidden ? 'Show' : 'Hide'}
      </button>
      {!isHidden && keys.map((key) => <i key={key} id={`at-${key}`} className="person" />)}
    </>
  )
}

/** What a component holds on to from its first render. */
const Writer = () => {
  const room = useRoom()
  const [doc] = useState(() => room.doc)
  const { state } = useStatus()
  return (
    <>
      <output id="status">{state}</output>
      <button type="button" onClick={() => doc.getText('text').insert(0, 'x')}>
        Write
      </button>
    </>
  )
}

export const Parts = () => (
  <>
    <Names />
    <Inline />
    <InSight />
    <Everything />
    <One id="mover" of="mover" />
    <One id="other" of="other" />
    <Me />
    <Events />
    <Notice />
    <Pen />
    <Stage />
    <Writer />
  </>
)
