import type { CSSProperties } from 'react'
import { cellOf, type Desk, desksOf } from '../../classroom/floor/layout.ts'
import { Badges, Name, personStyle, Token } from '../../common/people/person.tsx'
import { useWords, type Words } from '../../common/words/index.ts'

interface Figure {
  readonly name: string
  readonly emoji?: string
  readonly hand?: boolean
}

const LAYOUT = { rows: 2, columns: 3 }
const CELL = cellOf(LAYOUT)

/** The people in the picture, by the number of their desk. */
const seatedIn = ({ lobby }: Words): ReadonlyMap<number, Figure> =>
  new Map<number, Figure>([
    [1, { name: lobby.ada, hand: true }],
    [3, { name: lobby.pupil, emoji: '👍' }],
    [5, { name: lobby.neighbour, emoji: '🎉' }],
  ])

/** A picture of the classroom, drawn with its own parts: the board shows the room's name as it is typed. */
export const LobbyScene = ({ room, name }: { room: string; name: string }) => {
  const words = useWords()
  const seated = seatedIn(words)
  return (
    <div className="scene" aria-hidden="true">
      <div className="stage" data-size="small">
        <div className="stage-area">
          <div className="stage-board">
            <bdi className="stage-name">{room === '' ? 'homeroom' : room}</bdi>
          </div>
        </div>
      </div>
      <div className="floor">
        <div className="plane">
          <ul
            className="desks"
            style={
              {
                '--cell-width': `${CELL.width * 100}cqw`,
                '--cell-height': `${CELL.height * 100}cqh`,
              } as CSSProperties
            }
          >
            {desksOf(LAYOUT).map((desk) => (
              <SceneDesk key={desk.id} desk={desk} sitter={seated.get(desk.number)} />
            ))}
          </ul>
          <div className="avatars">
            <div
              className="avatar"
              data-edge="none"
              data-own="true"
              style={{ ...personStyle('you'), left: '50%', top: '9%' }}
            >
              <span className="body">
                <span className="nose" />
                <Token sitter="you" name={name} />
              </span>
              <span className="tag">
                <Name>{name === '' ? words.people.you : name}</Name>
              </span>
            </div>
          </div>
        </div>
      </div>
    </div>
  )
}

const SceneDesk = ({ desk, sitter }: { desk: Desk; sitter: Figure | undefined }) => (
  <li className="desk" style={{ left: `${desk.middle.x * 100}%`, top: `${desk.middle.y * 100}%` }}>
    <div className="desk-box">
      <span className="desk-top">
        {sitter === undefined ? (
          <span className="desk-number">{desk.number}</span>
        ) : (
          <span className="desk-label">{sitter.name}</span>
        )}
      </span>
      <span className="chair">
        {sitter !== undefined && <Token sitter={sitter.name} name={sitter.name} />}
      </span>
      {sitter !== undefined && <Badges member={{ emoji: sitter.emoji ?? '', hand: sitter.hand === true }} />}
    </div>
  </li>
)
