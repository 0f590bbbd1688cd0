import type { Words } from '../en/index.ts'
import { named } from '../formats.ts'

export const pen: Words['pen'] = {
  give: 'Donner la craie',
  take: 'Reprendre la craie',
  meaning: 'Avec la craie, une personne écrit au tableau noir, au tableau blanc et dans le document.',
  has: 'Cette personne a la craie.',
  held: (name) => `${named(name)} a la craie. La donner à quelqu’un d’autre la retire à ${named(name)}.`,
  went: (name, to) => `La craie passe de ${named(name)} à ${named(to)}.`,
  yours: 'Tu as la craie : dessine au tableau noir.',
  over: 'Tu n’as plus la craie.',
  mark: 'a la craie',
}
