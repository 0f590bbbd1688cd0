import * as Y from 'yjs'
import type { Random } from './random.ts'

type SharedType = Y.ContentType['type']

// Nothing beyond U+FFFF: Yjs does not bring copies together where an edit cuts such a character.
const WORDS = ['word ', 'two words', '\n', 'äöü€ ', '教室✓', 'x']
const VALUES = [1, 'a value', { k: [1, { deep: true }] }, null, true, Uint8Array.of(1, 2), 1.5, []]
const FORMATS = [
  { bold: true },
  { bold: null },
  { size: 12 },
  { size: 13 },
  { link: { href: '/' } },
  { link: null },
]

/** Changes a document anywhere: texts with formats and embeds, lists, maps, XML, types in types, subdocuments. */
export const editRichly = (doc: Y.Doc, random: Random): void => {
  const type = random.pick(typesOf(doc))
  if (type instanceof Y.Text) editText(type, random)
  else if (type instanceof Y.Map) editMap(type, random)
  else if (type instanceof Y.XmlElement && random.below(2) === 0) editAttributes(type, random)
  else if (type instanceof Y.XmlFragment) editXml(type, random)
  else if (type instanceof Y.Array) editArray(type, random)
}

const typesOf = (doc: Y.Doc): readonly SharedType[] => {
  const types: SharedType[] = [
    doc.getText('text'),
    doc.getArray('list'),
    doc.getMap('map'),
    doc.getXmlFragment('page'),
  ]
  for (const type of types) types.push(...within(type))
  return types
}

const within = (type: SharedType): readonly SharedType[] => {
  const items: Y.Item[] = [...type._map.values()]
  for (let item = type._start; item !== null; item = item.right) items.push(item)
  return items.flatMap(({ content, deleted }) =>
    content instanceof Y.ContentType && !deleted ? [content.type] : [],
  )
}

const at = (length: number, random: Random) => random.below(length + 1)

const someOf = (length: number, random: Random): [number, number] => {
  const from = random.below(Math.max(1, length))
  return [from, Math.min(random.below(length > 20 ? 20 : 6), length - from)]
}

const editText = (text: Y.Text, random: Random): void => {
  const edits = [
    () => text.insert(at(text.length, random), random.pick(WORDS)),
    () => text.insert(at(text.length, random), random.pick(WORDS), { ...random.pick(FORMATS) }),
    () => text.insertEmbed(at(text.length, random), { image: random.below(3) }),
    () => text.insertEmbed(at(text.length, random), new Y.Map([['in a text', random.below(3)]])),
    () => text.delete(...someOf(text.length, random)),
    () => text.format(...someOf(text.length, random), { ...random.pick(FORMATS) }),
    () => text.setAttribute(random.pick(['lang', 'dir']), random.below(3)),
    () => text.delete(0, random.below(4) === 0 ? text.length : 0),
  ]
  random.pick(edits)()
}

const freshType = (random: Random): SharedType =>
  random.pick([
    () => new Y.Map<unknown>([['x', random.below(100)]]),
    () => Y.Array.from<number | string>([1, 'two']),
    () => new Y.Text(random.pick(WORDS)),
    () => new Y.XmlElement('p'),
  ])()

const freshValue = (random: Random): unknown => {
  const of = random.below(10)
  if (of === 0) return new Y.Doc({ guid: `sub ${random.below(3)}` })
  return of < 4 ? freshType(random) : random.pick(VALUES)
}

const editArray = (list: Y.Array<unknown>, random: Random): void => {
  const edits = [
    () => list.insert(at(list.length, random), [freshValue(random)]),
    () =>
      list.insert(at(list.length, random), [random.pick(VALUES), random.pick(VALUES), freshValue(random)]),
    () => list.delete(...someOf(list.length, random)),
  ]
  random.pick(edits)()
}

const editMap = (map: Y.Map<unknown>, random: Random): void => {
  const key = `key ${random.below(4)}`
  if (random.below(4) === 0) map.delete(key)
  else map.set(key, freshValue(random))
}

const editAttributes = (element: Y.XmlElement, random: Random): void => {
  const key = random.pick(['id', 'class'])
  if (random.below(3) === 0) element.removeAttribute(key)
  else element.setAttribute(key, `${random.below(3)}`)
}

const editXml = (page: Y.XmlFragment, random: Random): void => {
  const edits = [
    () => page.insert(at(page.length, random), [new Y.XmlElement(random.pick(['p', 'h1']))]),
    () => page.insert(at(page.length, random), [new Y.XmlText(random.pick(WORDS))]),
    () => page.delete(...someOf(page.length, random)),
  ]
  random.pick(edits)()
}
