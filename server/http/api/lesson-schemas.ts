import * as v from 'valibot'
import { ClientId, WallMs } from '../../base/values.ts'

const PersonId = v.pipe(
  v.nullable(v.string()),
  v.description('The verified id; null for an anonymous person.'),
)
const Name = v.pipe(v.nullable(v.string()), v.description('By which everyone saw them then.'))

const Timer = v.object({
  startedAt: WallMs,
  endsAt: v.pipe(WallMs, v.description('While it stands still, as if it did not.')),
  pausedAt: v.pipe(v.nullable(WallMs), v.description('Since when it stands still; null where it runs.')),
})

const Spotlight = v.object({ clientId: ClientId, id: PersonId, name: Name, atMs: WallMs })

const Check = v.object({
  id: v.string(),
  question: v.string(),
  choices: v.array(v.string()),
  phase: v.picklist(['open', 'closed', 'shown']),
  askedAt: WallMs,
  counts: v.pipe(
    v.nullable(v.array(v.number())),
    v.description('How many have chosen each of the choices; null for all but hosts, until it is shown.'),
  ),
})

const Answer = v.object({
  key: v.pipe(v.string(), v.description('The same for one person, whatever they choose.')),
  id: PersonId,
  clientId: v.pipe(v.nullable(ClientId), v.description('Of the tab that they answered in.')),
  name: Name,
  choice: v.pipe(v.number(), v.integer(), v.description('The place of the choice; 0 is the first.')),
})

const End = v.object({
  atMs: WallMs,
  leave: v.pipe(v.boolean(), v.description('Whether everyone but the hosts is to leave the room.')),
})

export const RoomLesson = v.object({
  room: v.string(),
  timer: v.pipe(v.nullable(Timer), v.description('Null for none.')),
  spotlight: v.pipe(v.nullable(Spotlight), v.description('The person who is called on; null for nobody.')),
  check: v.pipe(v.nullable(Check), v.description('Null where nothing is asked.')),
  ended: v.pipe(v.nullable(End), v.description('The end of the lesson; null until it is over.')),
  answers: v.pipe(v.array(Answer), v.description('One of each person, in the order in which they answered.')),
})
