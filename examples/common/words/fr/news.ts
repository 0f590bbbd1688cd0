import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { list, number, plural } = formats('fr')

const several = (names: readonly string[]): string =>
  names.length < 3
    ? list(names.map(named))
    : `${named(names[0] ?? '')} et ${number(names.length - 1)} autres personnes`

export const news: Words['news'] = {
  title: 'Ce qui se passe dans la salle',
  somebody: 'Quelqu’un',
  joined: (names) =>
    `${several(names)} ${plural(names.length, { one: 'vient', other: 'viennent' })} d’entrer`,
  left: (names) => `${several(names)} ${plural(names.length, { one: 'vient', other: 'viennent' })} de sortir`,
  raised: (name) => `${named(name)} lève la main`,
  namesake: (name) => `${named(name)} porte le nom d’un hôte et n’en est pas un.`,
  reacts: (name, emoji) => `${named(name)} réagit avec ${emoji}`,
  reacted: (count, emoji) =>
    `${plural(count, { one: '# personne a réagi', other: '# personnes ont réagi' })} avec ${emoji}`,
  roles: {
    viewer: 'Maintenant tu regardes seulement.',
    attendee:
      'Maintenant tu participes : tu peux réagir et lever la main ; pour écrire, il te faut la craie.',
    member: 'Maintenant tu participes et tu écris.',
    host: 'Maintenant tu es hôte.',
  },
  muted: 'Les réactions sont coupées.',
  unmuted: 'Les réactions sont de retour.',
  locked: 'La salle est verrouillée : plus personne n’entre.',
  unlocked: 'La salle est de nouveau ouverte.',
  everyoneWrites: 'Tous ceux qui participent peuvent maintenant dessiner et écrire.',
  hostsWrite:
    'Maintenant, seuls les hôtes et la personne qui a la craie dessinent et écrivent. Ce qui a été fait reste.',
}
