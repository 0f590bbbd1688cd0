import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inspectRecording } from '../../recording/recording-file.ts'
import { clientRoom } from '../support/client-room.ts'
import { linesOf, recordRoom, replayInto, textOf } from '../support/recording.ts'
import { runRelay } from '../support/run-command.ts'

const PRLIMIT = '/usr/bin/prlimit'

test.skipIf(!existsSync(PRLIMIT))(
  '[RP1][RP3] a full disk ends a recording with its reason, and what was written before is played',
  async () => {
    const relay = await runRelay(['--data', ':memory:'])
    const ada = clientRoom(relay.wsUrl, 'lesson')
    await ada.connected()
    ada.text.insert(0, 'Hello')
    const recording = await recordRoom(relay.wsUrl, 'lesson')
    await recording.has(({ update }) => update)
    // Files of the process may not grow beyond that: writes fail as they do on a full disk.
    const bytes = statSync(recording.path).size + 1_000
    execFileSync(PRLIMIT, ['--pid', `${recording.pid}`, `--fsize=${bytes}:unlimited`])
    ada.text.insert(5, 'x'.repeat(10_000))
    expect(await recording.exited()).toBe(1)
    expect(recording.stderr()).toContain(
      `${recording.path} cannot be written to, and holds what came before: EFBIG`,
    )
    expect(await inspectRecording(recording.path)).toMatchObject({ isCut: true })
    expect(textOf(recording.path)).toBe('Hello')

    const replay = replayInto(relay.wsUrl, 'again', recording.path)
    expect(await replay.exited()).toBe(1)
    expect(replay.stderr()).toContain('breaks off')
    const again = clientRoom(relay.wsUrl, 'again')
    await again.connected()
    expect(again.text.toString()).toBe('Hello')
    expect(linesOf(recording.path).length).toBeGreaterThan(0)
  },
)

test('[RP1] a recorder that is killed leaves all that it has heard', async () => {
  const relay = await runRelay(['--data', ':memory:'])
  const ada = clientRoom(relay.wsUrl, 'lesson')
  await ada.connected()
  const recording = await recordRoom(relay.wsUrl, 'lesson')
  ada.text.insert(0, 'Hello')
  await recording.has(({ update }) => update)
  recording.kill('SIGKILL')
  await recording.exited()
  expect(textOf(recording.path)).toBe('Hello')
  expect(await inspectRecording(recording.path)).toMatchObject({ isCut: true })
})
