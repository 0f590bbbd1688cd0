import { useLesson } from 'homeroom/react'
import { ClipboardList, Dices, Download } from 'lucide-react'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { namesIn } from '../class-list/class-list.ts'
import { useClassList } from '../class-list/use-class-list.ts'
import { useEveryoneWrites } from '../host/everyone-writes.ts'
import { relayHttp } from '../page/address.ts'
import { Dialog } from '../page/dialog.tsx'
import { usePass } from '../page/pass.ts'
import { fileName, saveText } from '../page/save-file.ts'
import { inTab } from '../page/storage.ts'
import type { Attender } from '../people/attender.ts'
import { useRoomState } from '../room/room-context.tsx'
import { useLanguage, useWords } from '../words/index.ts'
import { useNotHereWords } from '../words/not-here.ts'
import { refusalInWords } from '../words/refusal.ts'
import { AskForm } from './ask-form.tsx'
import { attendanceCsv } from './attendance-file.ts'
import { useCalledKey } from './called.ts'
import { HandsWatch, type useHandsWatch } from './hands-watch.tsx'
import { pickOne, readPicked } from './pick.ts'

export interface ToolsDialogProps {
  readonly name: string
  readonly watch: ReturnType<typeof useHandsWatch>
  readonly onEnd: () => void
  readonly onList: () => void
  readonly onClose: () => void
}

/** The tools of a lesson. */
export const ToolsDialog = ({ name, watch, onEnd, onList, onClose }: ToolsDialogProps) => {
  const { kit } = useWords()
  return (
    <Dialog title={kit.tools} onClose={onClose}>
      <Part title={kit.timer}>
        <TimerForm onStarted={onClose} />
      </Part>
      <Part title={kit.writing}>
        <Writing />
      </Part>
      <Part title={kit.check}>
        <AskForm onAsked={onClose} />
      </Part>
      <Part title={kit.pick}>
        <Pick name={name} onPicked={onClose} />
      </Part>
      <Part title={kit.hands}>
        <HandsWatch watch={watch} />
      </Part>
      <Part title={kit.attendance}>
        <Attendance name={name} onList={onList} />
      </Part>
      <button className="danger" type="button" onClick={onEnd}>
        {kit.endLesson}
      </button>
    </Dialog>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => {
  const id = useId()
  return (
    <section className="kit-part" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  )
}

const Writing = () => {
  const { label, isOn, set } = useEveryoneWrites()
  const { kit } = useWords()
  return (
    <>
      <label className="kit-tick">
        <input type="checkbox" checked={isOn} onChange={() => set(!isOn)} /> {label}
      </label>
      <p className="hint">{kit.writingHint}</p>
    </>
  )
}

const MINUTES = [1, 3, 5, 10]
const MINUTE_MS = 60_000

const TimerForm = ({ onStarted }: { onStarted: () => void }) => {
  const { news } = useRoomState()
  const { startTimer } = useLesson()
  const { kit } = useWords()
  const [own, setOwn] = useState('')
  const start = (minutes: number) => {
    const sent = startTimer(Math.round(minutes * MINUTE_MS))
    if (sent.ok) onStarted()
    else news.toast('own', refusalInWords(sent.fault))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start(Number(own))
  }
  return (
    <form className="kit-form" onSubmit={submit}>
      <div className="kit-presets">
        {MINUTES.map((minutes) => (
          <button
            key={minutes}
            type="button"
            aria-label={kit.startMinutes(minutes)}
            onClick={() => start(minutes)}
          >
            {kit.minutes(minutes)}
          </button>
        ))}
      </div>
      <div className="kit-own">
        <label>
          {kit.ownMinutes}
          <input
            className="kit-minutes"
            type="number"
            min={1}
            max={1_440}
            required
            value={own}
            onChange={({ target }) => setOwn(target.value)}
          />
        </label>
        <button type="submit">{kit.start}</button>
      </div>
    </form>
  )
}

const Pick = ({ name, onPicked }: { name: string; onPicked: () => void }) => {
  const { room, cast, news } = useRoomState()
  const { callOn } = useLesson()
  const called = useCalledKey()
  const { kit } = useWords()
  const pick = () => {
    const others = cast.get().members.filter(({ isSelf, role }) => !isSelf && role !== 'host')
    // To call on the person who has the turn would change nothing.
    const waiting = others.filter(({ key }) => key !== called)
    const before = readPicked(inTab.read(`picked:${name}`))
    const keys = (waiting.length > 0 ? waiting : others).map(({ key }) => key)
    const picked = pickOne(keys, before, Math.random)
    const person = room.people.get().find(({ key }) => key === picked?.at(-1))
    if (picked === null || person === undefined) return news.toast('own', kit.nobodyToPick)
    inTab.write(`picked:${name}`, JSON.stringify(picked))
    if (before.length > 0 && picked.length === 1) news.toast('own', kit.pickedAll)
    callOn(person)
    onPicked()
  }
  return (
    <>
      <button type="button" onClick={pick}>
        <Dices /> {kit.pick}
      </button>
      <p className="hint">{kit.pickHint}</p>
    </>
  )
}

/** Settles with what the relay says, or with why there is nothing. */
const attendanceOf = async (name: string, token: string | null, noAnswer: string) => {
  try {
    const answer = await fetch(`${relayHttp()}/api/rooms/${encodeURIComponent(name)}/attendance`, {
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
    })
    const { rows, message } = await answer.json()
    return answer.ok ? { rows: rows as Attender[], why: '' } : { rows: null, why: String(message) }
  } catch {
    return { rows: null, why: noAnswer }
  }
}

const Attendance = ({ name, onList }: { name: string; onList: () => void }) => {
  const pass = usePass()
  const { kit, invite, people } = useWords()
  const listWords = useNotHereWords()
  const names = namesIn(useClassList(name)[0])
  const language = useLanguage()
  const [why, setWhy] = useState('')
  const save = async () => {
    const read = await attendanceOf(name, pass.bearer(), kit.noAnswer)
    setWhy(read.why)
    if (read.rows === null) return
    const words = { language, heads: kit.attendanceHeads, roles: invite.roles, unnamed: people.unnamed }
    const csv = attendanceCsv(read.rows, words, names.length === 0 ? null : { ...listWords, names })
    saveText(`${fileName(name, kit.attendance)}.csv`, 'text/csv', csv)
  }
  return (
    <>
      <div className="kit-buttons">
        <button type="button" onClick={save}>
          <Download /> {kit.saveAttendance}
        </button>
        <button type="button" onClick={onList}>
          <ClipboardList /> {listWords.listAsk}
        </button>
      </div>
      {names.length > 0 && <p className="hint">{listWords.withAbsent}</p>}
      <p className="error" role="alert">
        {why}
      </p>
    </>
  )
}
