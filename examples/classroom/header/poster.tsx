import { useRef } from 'react'
import type { JoinLink } from './join-link.ts'
import { QrCode } from './qr-code.tsx'

/** The address of the page as a person types it. */
const placeOf = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`.replace(/\/$/, '')
}

/** What a class sees on the wall: where to go, the code, and both as a QR code. */
export const Poster = ({ url, code }: JoinLink) => {
  const poster = useRef<HTMLElement>(null)
  return (
    <>
      <section className="poster" ref={poster} aria-label="How to join">
        {code !== null && (
          <p className="poster-words">
            Go to <strong>{placeOf(url)}</strong> and type <strong className="poster-code">{code}</strong>
          </p>
        )}
        <QrCode text={url} label="QR code of the link to this room" />
      </section>
      <div className="row">
        <button className="quiet" type="button" onClick={() => void poster.current?.requestFullscreen()}>
          Full screen
        </button>
        <button className="quiet" type="button" onClick={() => print()}>
          Print
        </button>
      </div>
    </>
  )
}
