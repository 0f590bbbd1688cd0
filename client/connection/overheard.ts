/** A WebSocket that tells of each frame right before it is sent. */
export const overheard = (Base: typeof WebSocket, tell: (frame: Uint8Array) => void): typeof WebSocket =>
  class extends Base {
    override send(frame: Uint8Array<ArrayBuffer>) {
      tell(frame)
      super.send(frame)
    }
  }
