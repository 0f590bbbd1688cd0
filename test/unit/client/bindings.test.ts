import { derived, get, writable } from 'svelte/store'
import { expect, test, vi } from 'vitest'
import { createSSRApp, type EffectScope, effectScope, getCurrentScope, h, watch } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { setRoom, toReadable } from '../../../client/svelte.ts'
import { provideRoom, usePeople, useReadable, useRoom, useSignal } from '../../../client/vue.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeEnvironment } from '../../support/fake-environment.ts'
import { frames } from './fake-relay.ts'
import { fakeRoom } from './fake-room.ts'

const useNames = () => {
  const names = usePeople((people) => people.map(({ name }) => name))
  const room = useRoom()
  return () => h('p', room.self.get().name === names.value[0] ? names.value.join() : 'another room')
}

const Names = { setup: useNames }

const bell = { heard: [] as unknown[], scope: undefined as EffectScope | undefined }

const useBell = () => {
  bell.scope = getCurrentScope() as EffectScope | undefined
  useSignal('bell', ({ data }) => bell.heard.push(data))
  return () => h('p')
}

const countOf = (list: readonly unknown[]) => [list.length]

test.each([
  ['setRoom', setRoom],
  ['provideRoom', provideRoom],
])('%s outside of a component is an error, and joins nothing', (_, join) => {
  vi.stubGlobal('window', {})
  onTestCleanup(() => vi.unstubAllGlobals())
  const fake = fakeEnvironment()
  expect(() => join('ws://127.0.0.1:9', 'lesson', { environment: fake.environment })).toThrow()
  // A room that was joined waits for its token.
  expect(fake.timerCount).toBe(0)
})

test("a store of a room keeps the contract of Svelte's stores", async () => {
  const { room } = await fakeRoom({ presence: { name: 'Ada' } })
  const heard: unknown[] = []
  const self = toReadable(room.self)
  const stop = self.subscribe(({ name }) => heard.push(name))
  // At once, and before subscribe returns.
  expect(heard).toEqual(['Ada'])
  room.self.set({ name: 'teacher' })
  expect(heard).toEqual(['Ada', 'teacher'])
  stop()
  room.self.set({ name: 'Ada' })
  expect(heard).toEqual(['Ada', 'teacher'])
  expect(get(self).name).toBe('Ada')
  expect(get(derived([self, writable(1)], ([{ name }, number]) => `${name} ${number}`))).toBe('Ada 1')
})

test('X64 what is selected for Svelte is told only where it is another one', async () => {
  const { room } = await fakeRoom({ presence: { name: 'Ada' } })
  const heard: unknown[] = []
  const names = toReadable(room.people, (people) => people.map(({ name }) => name))
  names.subscribe((value) => heard.push(value))
  room.self.set({ x: 0.5 })
  room.self.set({ x: 0.75 })
  expect(heard).toEqual([['Ada']])
  room.self.set({ name: 'teacher' })
  expect(heard).toEqual([['Ada'], ['teacher']])
  // Of two that hold the same the first one stays.
  expect(get(names)).toBe(heard[1])
})

test('X64 a ref of Vue follows its store until its scope ends, and one of a selection only where that is another one', async () => {
  const { room } = await fakeRoom({ presence: { name: 'Ada' } })
  const scope = effectScope()
  const heard: unknown[] = []
  const refs = scope.run(() => {
    const self = useReadable(room.self)
    const counts = useReadable(room.people, countOf)
    const rough = useReadable(
      room.self,
      ({ x = 0 }) => x,
      (a, b) => Math.abs(a - b) < 0.5,
    )
    watch(counts, (value) => heard.push(value), { flush: 'sync' })
    return { self, counts, rough }
  })
  room.self.set({ x: 0.25 })
  expect(refs?.self.value.x).toBe(0.25)
  expect(refs?.rough.value).toBe(0)
  room.self.set({ x: 0.5 })
  expect(refs?.rough.value).toBe(0.5)
  expect(heard).toEqual([])
  scope.stop()
  room.self.set({ x: 1 })
  expect(refs?.self.value.x).toBe(0.5)
})

test('a room that was joined outside is provided by Vue, and none is an error', async () => {
  const { room } = await fakeRoom({ presence: { name: 'Ada' } })
  const app = createSSRApp({
    setup() {
      provideRoom(room)
      return () => h(Names)
    },
  })
  expect(await renderToString(app)).toBe('<p>Ada</p>')
  expect(room.status.get().state).not.toBe('left')
  const alone = createSSRApp(Names)
  alone.config.errorHandler = (error) => {
    throw error
  }
  await expect(renderToString(alone)).rejects.toThrow('No component above')
})

test('useSignal of Vue hears signals until its scope ends', async () => {
  const { room, socket } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome('member'))
  const setup = () => {
    provideRoom(room)
    return () => h({ setup: useBell })
  }
  await renderToString(createSSRApp({ setup }))
  const from = { clientId: null, id: 'ada', name: null, role: 'member' } as const
  const ring = (data: number) => relay.give(frames.signals({ kind: 'bell', data, from, atMs: 0 }))
  ring(1)
  bell.scope?.stop()
  ring(2)
  expect(bell.heard).toEqual([1])
})
