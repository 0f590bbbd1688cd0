import { expect, test } from 'vitest'
import { type StockClient, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'
import { type InRoom, inRoom, startClassroom } from './classroom.ts'

const classroom = await startClassroom()

type Someone = InRoom

const reads = (someone: Someone, text: string) =>
  until(async () => (await someone.text.inputValue()) === text, `somebody reads ${JSON.stringify(text)}`)

const twoIn = async (room: string): Promise<[Someone, Someone]> => [
  await classroom.join(room, 'Ada'),
  await classroom.join(room, 'pupil'),
]

/** Somebody at the page, and a client whose every change is known exactly. */
const withClient = async (room: string): Promise<[Someone, StockClient]> => {
  const ada = await classroom.join(room, 'Ada')
  const ben = stockClient(classroom.relay.wsUrl, room)
  await ben.synced()
  return [ada, ben]
}

const select = ({ text }: Someone, start: number, end: number) =>
  text.evaluate((area: HTMLTextAreaElement, [from, to]) => area.setSelectionRange(from, to, 'backward'), [
    start,
    end,
  ] as const)

test('text: what one types, the other reads; a newcomer reads all of it', async () => {
  const [ada, ben] = await twoIn('text')
  await ada.text.pressSequentially('Hello')
  await reads(ben, 'Hello')
  await ben.text.press('Control+End')
  await ben.text.pressSequentially(' you')
  await reads(ada, 'Hello you')
  await ada.text.press('Control+a')
  await ada.text.pressSequentially('New')
  await reads(ben, 'New')
  await reads(await classroom.join('text', 'newcomer'), 'New')
})

test('text: two who type at once end with the same text, each one’s words whole', async () => {
  const [ada, ben] = await twoIn('at-once')
  await ada.text.fill('[]\n()')
  await reads(ben, '[]\n()')
  for (const { text } of [ada, ben]) await text.press('Control+Home')
  await ada.text.press('ArrowRight')
  await ben.text.press('Control+End')
  await ben.text.press('ArrowLeft')
  const words = { ada: 'the quick brown fox', ben: 'over the lazy dog' }
  await Promise.all([ada.text.pressSequentially(words.ada), ben.text.pressSequentially(words.ben)])
  const all = `[${words.ada}]\n(${words.ben})`
  await reads(ada, all)
  await reads(ben, all)
})

test('text: the selection stays on the same words when others write before, in and after it', async () => {
  const [ada, ben] = await withClient('selection')
  await ada.text.fill('one two three')
  await until(() => ben.text.toString() === 'one two three')
  await select(ada, 4, 7)
  const selected = () =>
    ada.text.evaluate(({ value, selectionStart, selectionEnd, selectionDirection }: HTMLTextAreaElement) => [
      value.slice(selectionStart, selectionEnd),
      selectionDirection,
    ])
  ben.text.insert(0, 'zero ')
  await reads(ada, 'zero one two three')
  expect(await selected()).toEqual(['two', 'backward'])
  ben.text.insert(10, '-')
  await reads(ada, 'zero one t-wo three')
  expect(await selected()).toEqual(['t-wo', 'backward'])
  ben.text.insert(13, ',')
  await reads(ada, 'zero one t-wo, three')
  expect(await selected()).toEqual(['t-wo', 'backward'])
  ben.text.delete(7, 8)
  await reads(ada, 'zero onthree')
  expect(await selected()).toEqual(['', expect.any(String)])
  await ada.text.pressSequentially('e ')
  await until(() => ben.text.toString() === 'zero one three')
})

test('text: the letter goes where the caret is, among letters that are the same', async () => {
  const [ada, ben] = await withClient('same-letters')
  await ada.text.fill('aaaa')
  await until(() => ben.text.toString() === 'aaaa')
  const change = new Promise((resolve) => ben.text.observe((event) => resolve(event.delta)))
  await select(ada, 2, 2)
  await ada.text.press('a')
  expect(await change).toEqual([{ retain: 2 }, { insert: 'a' }])
})

test('text: an emoji that is replaced by its neighbour is never cut in half', async () => {
  const [ada, ben] = await withClient('emoji')
  for (const text of ['a😀b', 'a😁b', 'a😀😁b', 'a🐀😁b']) {
    await ada.text.fill(text)
    await until(() => ben.text.toString() === text, `the client reads ${text}`)
  }
})

test('text: line ends and objects of other clients keep their places', async () => {
  const [ada, ben] = await withClient('line-ends')
  ben.text.insert(0, 'one\r\ntwo\rthree')
  ben.text.insertEmbed(0, { image: 'x' })
  await reads(ada, '\uFFFCone \ntwo\nthree')
  await ada.text.press('Control+End')
  await ada.text.pressSequentially('!')
  await until(() => ben.text.toString() === 'one\r\ntwo\rthree!')
})

test('text: undo and redo are of the own words only', async () => {
  const [ada, ben] = await withClient('undo')
  await ada.text.pressSequentially('mine')
  await until(() => ben.text.toString() === 'mine')
  ben.text.insert(4, ' yours')
  await reads(ada, 'mine yours')
  await ada.text.press('Control+z')
  await until(() => ben.text.toString() === ' yours')
  await ada.text.press('Control+Shift+z')
  await until(() => ben.text.toString() === 'mine yours')
  await reads(ada, 'mine yours')
})

test('text: while an input method composes nothing is sent and nothing shown; after it all is there', async () => {
  const page = await classroom.newPage()
  const heard: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))))
  await page.goto(`${classroom.relay.url}/?room=ime&name=Ada&autojoin=1`)
  const ada = inRoom(page)
  const ben = stockClient(classroom.relay.wsUrl, 'ime')
  await ada.text.fill('abcd')
  await until(() => ben.text.toString() === 'abcd')
  await ada.text.focus()
  await select(ada, 1, 3)

  // The composition takes the place of "bc", and while it lasts the other one writes before, in and after that.
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 })
  await devtools.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
  expect(await ada.text.inputValue()).toBe('aにほd')
  ben.text.insert(4, ' last')
  ben.text.insert(2, '+')
  ben.text.insert(0, 'first ')
  // An update that ends with these letters; the zero is its empty list of deletions.
  await until(() => heard.some((frame) => frame.endsWith('first \0')), 'all of it comes in')
  expect(await ada.text.inputValue()).toBe('aにほd')
  expect(ben.text.toString()).toBe('first ab+cd last')

  await devtools.send('Input.insertText', { text: '日本' })
  await reads(ada, 'first a日本+d last')
  await ada.text.pressSequentially('!')
  await until(() => ben.text.toString() === 'first a日本!+d last')
})
