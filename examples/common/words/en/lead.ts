import { formats } from '../formats.ts'

const { number, plural } = formats('en')

export const lead = {
  followMe: 'Everyone is asked to follow you.',
  followers: (count: number) =>
    plural(count, { one: '# person follows you.', other: '# people follow you.' }),
  here: (here: number, all: number) =>
    plural(here, { one: `# of ${number(all)} is here.`, other: `# of ${number(all)} are here.` }),
  youFollow: <T>(name: T) => ['You follow ', name, '.'],
  everyoneFollows: <T>(name: T) => ['Everyone is asked to follow ', name, '.'],
  isAt: <T>(name: T, where: string) => [name, ` is ${where}.`],
  inText: 'in the text',
  inCode: 'in the code',
  taken: 'You are taken there.',
  stay: 'Stay here',
  end: 'End',
  stop: 'Stop following',
  follow: 'Follow',
}

export type LeadWords = typeof lead
