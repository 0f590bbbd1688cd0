import type { LessonTimer } from 'homeroom/lesson'
import { useLesson, useRoom } from 'homeroom/react'
import { Pause, Play, Plus, SlidersHorizontal, Timer, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Fold } from '../room/fold.tsx'
import { useRights, useRoomState } from '../room/room-context.tsx'
import { useWords, words } from '../words/index.ts'
import { asClock, leftOf, untilNextSecond } from './time.ts'

/** The timer on all screens, by the relay's clock. Hosts change it here. */
export const TimerView = () => {
  const { timer } = useLesson()
  return timer && <RunningTimer timer={timer} />
}

/** What is left, looked at anew when the shown seconds change. */
const useLeft = (timer: LessonTimer): number => {
  const { serverMs } = useRoom()
  const [left, setLeft] = useState(() => leftOf(timer, serverMs()))
  useEffect(() => {
    let wait: ReturnType<typeof setTimeout>
    const look = () => {
      const now = leftOf(timer, serverMs())
      setLeft(now)
      if (now > 0 && timer.pausedAt === null) wait = setTimeout(look, untilNextSecond(now))
    }
    look()
    return () => clearTimeout(wait)
  }, [timer, serverMs])
  return left
}

const RunningTimer = ({ timer }: { timer: LessonTimer }) => {
  const { news } = useRoomState()
  const { kit } = useWords()
  const left = useLeft(timer)
  const isOver = left === 0
  const wasRunning = useRef(!isOver)
  // Said once, to those who were there while it ran.
  useEffect(() => {
    if (isOver && wasRunning.current) news.toast('room', words().kit.timeOver)
    wasRunning.current = !isOver
  }, [isOver, news])
  const isPaused = timer.pausedAt !== null
  return (
    <section className="kit-timer" aria-label={kit.timer} data-over={isOver}>
      <Timer />
      <span className="kit-clock" role="timer">
        {isOver ? kit.timeOver : asClock(left)}
      </span>
      {isPaused && <span className="chip">{kit.paused}</span>}
      <TimerButtons isPaused={isPaused} isOver={isOver} />
    </section>
  )
}

const TimerButtons = ({ isPaused, isOver }: { isPaused: boolean; isOver: boolean }) => {
  const { isHost } = useRights()
  const { addTime, pauseTimer, stopTimer } = useLesson()
  const { kit } = useWords()
  if (!isHost) return null
  return (
    <Fold label={kit.timer} Icon={SlidersHorizontal}>
      <span className="kit-buttons">
        <button className="small" type="button" aria-label={kit.oneMore} onClick={() => addTime(60_000)}>
          <Plus /> {kit.minutes(1)}
        </button>
        {!isOver && (
          <button className="small" type="button" onClick={() => pauseTimer(!isPaused)}>
            {isPaused ? <Play /> : <Pause />} {isPaused ? kit.goOn : kit.pause}
          </button>
        )}
        <button className="small" type="button" onClick={() => stopTimer()}>
          <X /> {kit.stop}
        </button>
      </span>
    </Fold>
  )
}
