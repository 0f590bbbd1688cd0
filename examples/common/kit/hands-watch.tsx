import { Bell, Volume2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords, words } from '../words/index.ts'

const TONE_HZ = 660
const TONE_S = 0.25

/** A short tone, made here: nothing is loaded. */
const ring = (audio: AudioContext): void => {
  const [tone, volume] = [audio.createOscillator(), audio.createGain()]
  const endS = audio.currentTime + TONE_S
  tone.frequency.value = TONE_HZ
  volume.gain.setValueAtTime(0.2, audio.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, endS)
  tone.connect(volume).connect(audio.destination)
  tone.start()
  tone.stop(endS)
}

const COUNT = /^\([^)]*\) ✋ /u

/** The number of raised hands, in the title of a host's page. */
export const HandsTitle = () => {
  const { hands } = useReadable(useRoomState().cast)
  const { isHost } = useRights()
  const { kit } = useWords()
  const count = isHost ? hands.length : 0
  useEffect(() => {
    const title = document.title.replace(COUNT, '')
    document.title = count === 0 ? title : kit.title(count, title)
    return () => {
      document.title = document.title.replace(COUNT, '')
    }
  }, [count, kit])
  return null
}

/** Calls `onRaised` with the name of each person whose hand goes up from now on. */
const useRaised = (onRaised: (name: string) => void): void => {
  const { cast } = useRoomState()
  const call = useRef(onRaised)
  call.current = onRaised
  useEffect(() => {
    let before = new Set(cast.get().hands.map(({ key }) => key))
    return cast.subscribe(({ hands }) => {
      for (const { key, name, isSelf } of hands) if (!isSelf && !before.has(key)) call.current(name)
      before = new Set(hands.map(({ key }) => key))
    })
  }, [cast])
}

/** How hands reach a host who does not look. */
interface Watch {
  readonly isSounding: boolean
  readonly isNotified: boolean
  turnSound(): void
  turnNotices(): Promise<void>
}

/** A tone, and a notice of the browser: both are off until they are asked for, and on for as long as the caller is shown. */
export const useHandsWatch = (): Watch => {
  const { news } = useRoomState()
  const [audio, setAudio] = useState<AudioContext | null>(null)
  const [isNotified, setIsNotified] = useState(false)
  useEffect(() => () => void audio?.close(), [audio])
  useRaised((name) => {
    if (audio !== null) ring(audio)
    if (isNotified && document.hidden) new Notification(words().kit.handUp(name), { tag: 'hand' })
  })
  return {
    isSounding: audio !== null,
    isNotified,
    turnSound() {
      const next = audio === null ? new AudioContext() : null
      if (next !== null) ring(next)
      setAudio(next)
    },
    async turnNotices() {
      const isAllowed = 'Notification' in window && (await Notification.requestPermission()) === 'granted'
      if (!isAllowed) news.toast('own', words().kit.notifyRefused)
      setIsNotified(isAllowed && !isNotified)
    },
  }
}

export const HandsWatch = ({
  watch: { isSounding, isNotified, turnSound, turnNotices },
}: {
  watch: Watch
}) => {
  const { kit } = useWords()
  return (
    <div className="kit-buttons">
      <button type="button" aria-pressed={isSounding} onClick={turnSound}>
        <Volume2 /> {kit.sound}
      </button>
      <button type="button" aria-pressed={isNotified} onClick={turnNotices}>
        <Bell /> {kit.notify}
      </button>
    </div>
  )
}
