import { fault, type Identity } from '../../shared/index.ts'
import { chatPart } from './handle-chat.ts'
import { claimsPart } from './handle-claims.ts'
import { lessonPart } from './handle-lesson.ts'
import { versionsPart } from './handle-versions.ts'
import { identityOf } from './identity.ts'
import type { OpenRoom } from './open-room.ts'
import { OwnPresence } from './own-presence.ts'
import { peopleIn } from './presence-view.ts'
import { type Act, readActOptions, readSendOptions } from './read-act.ts'
import { changeDocument, readDocument, snapshotOf, viewOf } from './room-document.ts'
import { unwrap } from './room-error.ts'
import { RoomNews } from './room-events.ts'
import type { RoomHandle, SendOptions } from './room-handle.ts'
import { sendSignal } from './send-signal.ts'
import { storeUpdate } from './take-update.ts'

/** A handle of an open room: one object of parts, each of which has the room from `open`. */
export const handleOf = (open: OpenRoom, identity: Identity): RoomHandle => {
  const own = new OwnPresence(open, identity)
  const news = newsOf(open)
  const speaker = open.speaker('server', identity)
  const speakerOf = ({ by }: Act) =>
    by === undefined ? speaker : open.speaker('server', identityOf(by, open.deps.roles))
  const close = async () => open.end('closed')
  return {
    id: open.room.id,
    epoch: open.room.epoch,
    clientId: own.clientId,
    ...documentPart(open, speakerOf),
    claims: claimsPart(open, speakerOf),
    chat: chatPart(open, speakerOf),
    lesson: lessonPart(open, speakerOf),
    versions: versionsPart(open, (act) => speakerOf(act).identity),
    presence: {
      get: () => peopleIn(open.room),
      set: (state) => unwrap(own.set(state)),
    },
    signals: {
      send: (kind, data = null, options: SendOptions = {}) => {
        const { by, to } = readSendOptions(options)
        // On the wire none is everyone.
        if (to?.length === 0) return unwrap(FOR_NOBODY)
        const clientId = by === undefined && own.isThere ? own.clientId : null
        unwrap(sendSignal(open, speakerOf({ by }), { kind, data, to: to ?? [] }, clientId))
      },
      on: (kind, told) => {
        if (typeof kind !== 'string') throw new TypeError('The kind of a signal is a text.')
        if (typeof told !== 'function') throw new TypeError('What hears of a signal is a function.')
        return news.on('signal', (signal) => (signal.kind === kind ? told(signal) : undefined))
      },
    },
    on: (name, told) => news.on(name, told),
    close,
    [Symbol.asyncDispose]: close,
  }
}

const FOR_NOBODY = fault('bad-signal', 'The signal is for nobody.')

const newsOf = (open: OpenRoom): RoomNews => {
  const news = new RoomNews(open)
  const stop = open.room.listen(news)
  open.onEnd((why) => {
    stop()
    news.ended(why)
  })
  return news
}

const documentPart = (
  open: OpenRoom,
  speakerOf: (act: Act) => ReturnType<OpenRoom['speaker']>,
): Pick<RoomHandle, 'transact' | 'update' | 'read' | 'snapshot' | 'json'> => ({
  transact: async (change, options = {}) =>
    changeDocument(open, speakerOf(readActOptions('transact', options)), change),
  update: async (update, options = {}) => {
    if (!(update instanceof Uint8Array)) throw new TypeError('A Yjs update is a Uint8Array.')
    const by = speakerOf(readActOptions('update', options))
    // Its own bytes may be something else by the time it is stored.
    return unwrap(await storeUpdate(open, new Uint8Array(update), by))
  },
  read: async (look) => readDocument(open, look),
  snapshot: async () => snapshotOf(open),
  json: async () => JSON.parse(await viewOf(open)),
})
