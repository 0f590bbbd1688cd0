import { Minimize2 } from 'lucide-react'
import { useRef } from 'react'
import { useWords } from '../words/index.ts'
import { Parts } from '../words/parts.tsx'
import type { JoinLink } from './invite-links.ts'
import { QrCode } from './qr-code.tsx'

/** The address of the page as a person types it. */
const placeOf = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`.replace(/\/$/, '')
}

/** What a class sees on the wall: where to go, the code, and both as a QR code. */
export const Poster = ({ url, code }: JoinLink) => {
  const { invite } = useWords()
  const poster = useRef<HTMLElement>(null)
  return (
    <>
      <section className="poster" ref={poster} aria-label={invite.poster}>
        {code !== null && (
          <p className="poster-words">
            <Parts
              of={invite.go(
                <strong key="place">{placeOf(url)}</strong>,
                <strong key="code" className="poster-code">
                  {code}
                </strong>,
              )}
            />
          </p>
        )}
        <QrCode text={url} label={invite.qrCode} />
        <button className="poster-end" type="button" onClick={() => void document.exitFullscreen()}>
          <Minimize2 /> {invite.endFullScreen}
        </button>
      </section>
      <div className="row">
        <button className="quiet" type="button" onClick={() => void poster.current?.requestFullscreen()}>
          {invite.fullScreen}
        </button>
        <button className="quiet" type="button" onClick={() => print()}>
          {invite.print}
        </button>
      </div>
    </>
  )
}
