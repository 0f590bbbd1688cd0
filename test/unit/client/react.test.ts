import { createElement, type FunctionComponent, Suspense } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import * as bindings from '../../../client/react.tsx'

const { RoomProvider, useHands, useOthers, usePeople, useReadable, useRoom, useSelf, useStatus } = bindings

const ADDRESS = { url: 'wss://rooms.example', room: 'lesson', presence: { name: 'Ada', tool: 'pen' } }

const rendered = (child: FunctionComponent, props: object = {}): string =>
  renderToString(createElement(RoomProvider, { ...ADDRESS, ...props } as never, createElement(child)))

const needed = Object.entries(bindings).filter(
  ([name]) => name.startsWith('use') && name !== 'useReadable',
) as [string, (...args: unknown[]) => unknown][]

const Paragraph = () => createElement('p', {}, 'child')

const Everything = () => {
  const [self] = useSelf()
  const room = useRoom()
  const lists = [usePeople(), useOthers(), useHands(), useReadable(room.reactions)]
  const status = useStatus()
  room.doc.getText('notes').insert(0, 'of one rendering')
  return createElement('p', {}, JSON.stringify([status, self, lists]).replaceAll('"', ''))
}

const Notes = () => createElement('p', {}, useRoom().doc.getText('notes').toString())

const Guid = () => createElement('p', {}, bindings.useSuspenseRoom().doc.guid)

const Waiting = () =>
  createElement(Suspense, { fallback: createElement('b', {}, 'wait') }, createElement(Guid))

const timerCount = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

test.each(needed)('[RE4] X63 %s throws while rendering where there is no provider', (_name, useIt) => {
  const noProvider = () => {
    useIt(String, String)
    return null
  }
  expect(() => renderToString(createElement(noProvider))).toThrow('There is no RoomProvider above')
})

test.each(needed.filter(([name]) => name !== 'useSuspenseRoom'))(
  '%s renders on a server, where no room is joined',
  (_name, useIt) => {
    const timers = timerCount()
    const user = () => {
      useIt(String, String)
      return createElement('p')
    }
    expect(rendered(user)).toBe('<p></p>')
    expect(timerCount()).toBe(timers)
  },
)

test('all hooks but one need a provider', () => {
  expect(needed.length).toBeGreaterThan(12)
})

test('a server renders the children with an empty room, joins none, and leaves no timer', () => {
  const timers = timerCount()
  const html = '<p>[{state:connecting,attempt:0},{name:Ada,tool:pen},[[],[],[],[]]]</p>'
  expect(rendered(Everything)).toBe(html)
  // Nothing of one rendering is in another.
  expect(rendered(Notes)).toBe('<p></p>')
  // A server has no page, by which a relative URL is found.
  expect(rendered(Everything, { url: '/rooms' })).toBe(html)
  expect(timerCount()).toBe(timers)
})

test('a server renders the fallback where one is given', () => {
  expect(rendered(Paragraph, { fallback: createElement('b', {}, 'wait') })).toBe('<b>wait</b>')
  expect(rendered(Paragraph, { fallback: null })).toBe('')
})

test('a server renders the fallback of Suspense, and does not wait', () => {
  expect(rendered(Waiting)).toContain('<b>wait</b>')
  expect(rendered(Waiting)).not.toContain('<p>')
})

test('own presence that is not valid is thrown on a server, too', () => {
  const presence = { big: 'x'.repeat(20_000) }
  expect(() => rendered(Paragraph, { presence })).toThrow('the field big')
})
