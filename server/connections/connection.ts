import type { CloseName, Identity } from '../../shared/index.ts'
import type { Door } from '../base/fence.ts'
import { toFrame, type WebSocketFrame } from '../fanout/websocket-frame.ts'
import type { Wire } from '../fanout/wires/wire.ts'
import type { Authorized } from '../gate/gate.ts'
import type { OwnNews } from '../presence/participant.ts'
import type { Room } from '../rooms/room.ts'
import { ClientSocket, type SocketOwner } from './client-socket.ts'
import type { ConnectionContext } from './connection-context.ts'
import { type ConnectionView, viewOf } from './connection-view.ts'
import { closedAs, closedWith, type Disconnect, isForComingAgain, SILENT } from './disconnect.ts'
import { MessageHandler } from './message-handler.ts'
import type { Peer } from './peer.ts'
import { ProtocolV1, type Renew } from './protocol-v1.ts'
import { Rights } from './rights.ts'
import type { Socket } from './socket-events.ts'
import { type AboutConnection, Violations } from './violations.ts'

export interface ConnectionOptions extends Socket, Pick<Peer, 'id' | 'wire' | 'address' | 'isSparing'> {
  readonly roomId: string
  readonly authorized: Authorized
  /** The epoch of the room that its client holds a copy of; null where it holds none. */
  readonly epoch: string | null
  readonly takesDocument: boolean
  /** Checks a new token for this connection; null where it does not speak `homeroom.v1`. */
  readonly renew: Renew | null
  /** When its socket was opened, in ms since 1970. */
  readonly sinceMs: number
  readonly onClose: (connection: Connection, disconnect: Disconnect) => void
}

interface Entered {
  readonly room: Room
  readonly handler: MessageHandler
  readonly v1: ProtocolV1 | null
}

/** One socket in one room: a participant that speaks by messages, and a receiver that hears by frames. */
export class Connection implements Peer, SocketOwner {
  readonly id: string
  readonly roomId: string
  readonly source = 'client'
  readonly wire: Wire
  readonly address: string
  readonly isSparing: boolean
  /** What is used later, and no more: there may be thousands of connections. */
  readonly #options: Pick<ConnectionOptions, 'epoch' | 'takesDocument' | 'renew' | 'sinceMs' | 'onClose'>
  readonly #context: ConnectionContext
  readonly #socket: ClientSocket
  #violations: Violations | null = null
  #entered: Entered | null = null
  #isClosed = false
  readonly #rights: Rights

  constructor(options: ConnectionOptions, context: ConnectionContext) {
    this.id = options.id
    this.roomId = options.roomId
    this.wire = options.wire
    this.address = options.address
    this.isSparing = options.isSparing === true
    this.#rights = new Rights(options.authorized, context.clock)
    const { epoch, takesDocument, renew, sinceMs, onClose } = options
    this.#options = { epoch, takesDocument, renew, sinceMs, onClose }
    this.#context = context
    this.#socket = new ClientSocket(options, context, this)
    this.#socket.limitMessages(this.identity)
  }

  get authorized(): Authorized {
    return this.#rights.authorized
  }

  get identity(): Identity {
    return this.#rights.identity
  }

  get violations(): Violations {
    this.#violations ??= new Violations(this, this.#about, this.#context)
    return this.#violations
  }

  get isOpen(): boolean {
    return !this.#isClosed
  }

  get isLagging(): boolean {
    return this.#socket.isLagging
  }

  get pacing(): Peer['pacing'] {
    return this.#socket.pacing
  }

  get answerMemory(): Peer['answerMemory'] {
    return this.#context.answerMemory
  }

  get unsentBytes(): number {
    return this.#socket.unsentBytes
  }

  /** Begins to read, in a room that it has entered. */
  start(room: Room, holder: Parameters<Room['refusal']>[0]): void {
    const { renew, takesDocument } = this.#options
    if (this.#rights.byRule(room.rules)) this.renewed(this.#rights.own)
    const refusal = room.refusal(holder)
    if (refusal !== null) this.close(refusal)
    // The socket may have closed while the room was loading.
    if (this.#isClosed) {
      room.leave(this, 'lost')
      return
    }
    const v1 = renew && new ProtocolV1(this, { connectionId: this.id, room, renew }, this.#context)
    const handler = new MessageHandler(this, room, v1, this.#context)
    this.#entered = { room, handler, v1 }
    room.broadcast.enter(this, takesDocument)
    this.#socket.resume()
    handler.begin()
  }

  renewed(authorized: Authorized): void {
    const isNewWriter = this.#rights.renew(authorized)
    this.stir()
    this.#socket.limitMessages(this.identity)
    this.#entered?.room.restamp(this)
    this.#entered?.v1?.welcome()
    // What it has written so far was refused. It knows by now that it may write.
    if (isNewWriter) this.#entered?.room.broadcast.ask(this)
  }

  tell(news: OwnNews): void {
    try {
      if (this.#entered !== null && !this.#isClosed) this.#hear(news, this.#entered)
    } catch (error) {
      this.failed('listener', error)
    }
  }

  #hear(news: OwnNews, { room, v1 }: Entered): void {
    switch (news.kind) {
      case 'entry':
        v1?.confirm(news.entry)
        break
      case 'lowered':
        v1?.lowered()
        this.sendMessage(this.wire.lowered(news.entry))
        break
      case 'entry-free':
        v1?.entryFree()
        break
      case 'others':
        room.broadcast.greet(this)
        break
      case 'lost':
        room.broadcast.remind(this, news.clockByClient)
        break
      case 'rules':
      case 'rate':
      case 'epoch':
        if (news.kind === 'epoch' && news.instead !== null && news.instead === this.#options.epoch)
          this.close('room-reset')
        else if (this.#rights.byRule(room.rules)) this.renewed(this.#rights.own)
        else v1?.welcome()
        break
      case 'document-wanted':
        room.broadcast.ask(this)
        break
      case 'role':
        this.renewed(this.#rights.inRole(news.standing))
        break
      case 'key-writes':
        if (this.#rights.byKey(news.mayWrite)) this.renewed(this.#rights.own)
    }
  }

  send(frame: WebSocketFrame): void {
    try {
      if (!this.#socket.isOpen) return
      if (this.#socket.isTooFull) this.close('too-slow')
      else if (!this.#socket.send(frame)) this.stir()
    } catch (error) {
      this.failed('flush', error)
    }
  }

  sendMessage(bytes: Uint8Array): void {
    this.send(toFrame(bytes))
  }

  probe(answered: () => void): void {
    this.#socket.probe(answered)
    this.stir()
  }

  close(reason: CloseName | 'silent'): void {
    const { fence } = this.#context
    const isTold = reason !== 'silent' && fence.run('leave', this.#about, () => this.#end(reason))
    // The relay still takes what is on its way.
    if (isTold && isForComingAgain(reason)) return
    // It does not read the close, or sends nothing more: what it holds is given back at once.
    const isStuck = reason === 'too-slow' || reason === 'unfinished-message'
    if (!isTold || isStuck) fence.run('leave', this.#about, () => this.#socket.terminate())
    // A closed connection is out, whether it answers or not.
    this.#closed(reason === 'silent' ? SILENT : closedAs(reason))
  }

  sweep(nowMs: number): void {
    try {
      // Where it owes nothing, that is found below.
      this.stir()
      if (this.#rights.validForMs <= 0) this.close('token-expired')
      else this.#look()
      const { isPaused, isProbed, isLagging } = this.#socket
      const isCalm = this.#entered?.handler.isCalm === true && !isLagging && !isPaused && !isProbed
      // There may be thousands, and all that they owe is pings.
      if (!isCalm || this.#isClosed) return
      this.#context.due.put(this, nowMs + Math.min(this.#socket.calmForMs(), this.#rights.validForMs))
    } catch (error) {
      this.failed('sweep', error)
    }
  }

  stir(): void {
    if (!this.#isClosed) this.#context.due.put(this, 0)
  }

  failed(where: Door, error: unknown): void {
    const { fence } = this.#context
    fence.failed(where, error, this.#about)
    fence.run(where, this.#about, () => this.close('internal-error'))
    this.#entered?.room.recheck()
  }

  describe(): ConnectionView {
    const { room, handler = null } = this.#entered ?? {}
    const clientIds = [...(room?.clientsOf(this) ?? [])]
    const { id, wire, identity } = this
    const { sinceMs } = this.#options
    return viewOf({ id, wire, identity, sinceMs, socket: this.#socket, handler, clientIds })
  }

  #end(reason: CloseName): void {
    if (this.#socket.close(reason)) {
      this.#context.metrics.closes.inc({ reason })
      this.#context.log.info({ ...this.#about, reason }, 'the relay closes a connection')
    }
    if (!isForComingAgain(reason)) this.#socket.deafen()
  }

  message(data: Buffer, isBinary: boolean): void {
    const handler = this.#entered?.handler
    // A socket that was ended may still bring what had come before.
    if (this.#isClosed || handler === undefined) return
    handler.receive(data, isBinary)
    // It is not read for a while. What had come with this message is still taken.
    if (!handler.isOverdrawn || this.#isClosed || !this.#socket.pause()) return
    this.stir()
    this.#context.metrics.slowedReads.inc()
  }

  #look(): void {
    this.#entered?.handler.sweep()
    this.readOn()
    const state = this.#socket.sweep(this.wire.keepAlive)
    if (state === 'stuck') this.close('too-slow')
    else if (state === 'dead') this.close('silent')
  }

  /** Reads again once what was sent too fast has been paid back. */
  readOn(): void {
    if (this.#entered === null || !this.#socket.isPaused) return
    if (this.#entered.handler.isOverdrawn) this.#socket.excuse()
    else this.#socket.resume()
  }

  drained(): void {
    if (this.#isClosed) return
    this.#entered?.v1?.drained()
    this.#entered?.handler.drained()
    this.#entered?.room.broadcast.drained(this)
  }

  closed(code: number): void {
    this.#closed(closedWith(code))
  }

  get #about(): AboutConnection {
    return { room: this.roomId, connection: this.id }
  }

  #closed(disconnect: Disconnect): void {
    if (this.#isClosed) return
    this.#isClosed = true
    const { room } = this.#entered ?? {}
    const { fence } = this.#context
    if (!fence.run('leave', this.#about, () => room?.leave(this, disconnect.reason))) room?.fail()
    fence.run('leave', this.#about, () => this.#options.onClose(this, disconnect))
  }
}
