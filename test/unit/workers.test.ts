import { expect, test } from 'vitest'
import { readConfig } from '../../server/command/config.ts'
import { BusServer } from '../../server/workers/bus-server.ts'
import { workerOf } from '../../server/workers/choice.ts'
import { joinMetrics } from '../../server/workers/joined-metrics.ts'
import { Line, type ProcessEnd } from '../../server/workers/line.ts'
import type { ToWorker } from '../../server/workers/messages.ts'
import { readRequestLine, roomOfRequest } from '../../server/workers/request-line.ts'

const MIB = 1024 * 1024

test('a request is about the room in its path, however it is written', () => {
  const room = (target: string, base = '') => roomOfRequest(`GET ${target} HTTP/1.1`, base)
  expect(room('/school/5b?token=x')).toBe('school/5b')
  expect(room('/sch%6Fol%2F5b')).toBe('school/5b')
  expect(room('http://localhost:1234/lesson#x')).toBe('lesson')
  expect(room('/api/rooms/school%2F5b/document')).toBe('school/5b')
  expect(room('/rooms/lesson', '/rooms')).toBe('lesson')
  for (const none of ['/', '*', '/..', '/%ff', 'lesson', '']) expect([none, room(none)]).toEqual([none, null])
  expect(room('/lesson', '/rooms')).toBeNull()
})

test('a first line is waited for until it is whole, or too long', () => {
  const line = (text: string) => readRequestLine(Buffer.from(text))
  expect(line('GET /lesson HT')).toBeNull()
  expect(line('\r\n\n')).toBeNull()
  expect(line('\r\nGET /lesson HTTP/1.1\r\nHost: x\r\n')).toBe('GET /lesson HTTP/1.1')
  expect(line('x'.repeat(16 * 1024 - 1))).toBeNull()
  expect(line('x'.repeat(16 * 1024))).toBe('')
  expect(line('\n'.repeat(16 * 1024))).toBe('')
})

test('rooms are spread over workers, and only those of one that is gone go elsewhere', () => {
  const rooms = Array.from({ length: 600 }, (_, index) => `school/${index}`)
  const all = [1, 2, 3]
  for (const worker of all) {
    const own = rooms.filter((room) => workerOf(room, all) === worker).length
    expect(own).toBeGreaterThan(150)
    expect(own).toBeLessThan(250)
  }
  for (const room of rooms) {
    const before = workerOf(room, all)
    const after = workerOf(room, [1, 3])
    if (before === 2) expect([1, 3]).toContain(after)
    else expect(after).toBe(before)
  }
  expect(workerOf('lesson', [])).toBeNull()
})

test('numbers of several processes are one text, each with the worker that it is of', () => {
  const text = (value: number) =>
    `# HELP rooms Rooms.\n# TYPE rooms gauge\nrooms{state="open"} ${value}\n\n# HELP ups Ups.\n# TYPE ups counter\nups ${value}\n`
  expect(
    joinMetrics(
      new Map([
        ['1', text(5)],
        ['2', text(7)],
      ]),
    ).split('\n'),
  ).toEqual([
    ...['# HELP rooms Rooms.', '# TYPE rooms gauge', 'rooms{worker="1",state="open"} 5'],
    'rooms{worker="2",state="open"} 7',
    ...['# HELP ups Ups.', '# TYPE ups counter', 'ups{worker="1"} 5', 'ups{worker="2"} 7', ''],
  ])
})

/** The end of a process that takes nothing until it is let. */
const stillEnd = () => {
  const waiting: (() => void)[] = []
  const taken: object[] = []
  const end: Pick<ProcessEnd, 'connected' | 'send'> = {
    connected: true,
    send(message, _socket, _options, sent) {
      waiting.push(() => {
        taken.push(message)
        sent?.(null)
      })
      return true
    },
  }
  const go = () => {
    for (const take of waiting.splice(0)) take()
  }
  return { end, taken, go }
}

test('what a worker that stands still is told by others waits up to 16 MiB, and then is dropped and counted', () => {
  let dropped = 0
  const bus = new BusServer(() => {
    dropped += 1
  })
  const still = stillEnd()
  const line = new Line<ToWorker>(still.end)
  bus.take(line, { kind: 'subscribe', channel: 'room:lesson' })
  const publish = () =>
    bus.take(line, { kind: 'publish', channel: 'room:lesson', bytes: new Uint8Array(MIB) })
  for (let count = 0; count < 40; count++) publish()
  expect(dropped).toBe(25)
  still.go()
  expect(still.taken).toHaveLength(16)
  publish()
  expect(dropped).toBe(25)
  bus.end(line)
  publish()
  still.go()
  expect(still.taken).toHaveLength(17)
})

test('--workers is a whole number from 1 to 64', () => {
  const read = (text: string) => readConfig(['--workers', text], {})
  expect(read('4')).toMatchObject({ faults: [], config: { workers: 4 } })
  expect(readConfig([], { HOMEROOM_WORKERS: '2' }).config.workers).toBe(2)
  expect(readConfig([], {}).config.workers).toBe(1)
  for (const wrong of ['0', '65', '1.5', 'all', '-1'])
    expect(read(wrong).faults).toEqual([expect.stringMatching(/^--workers /)])
})
