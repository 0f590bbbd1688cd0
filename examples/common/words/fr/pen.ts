import type { Words } from '../en/index.ts'
import { named } from '../formats.ts'

export const pen: Words['pen'] = {
  give: 'Donner la craie',
  take: 'Reprendre la craie',
  meaning: 'Avec la craie, une personne écrit au tableau noir et dans la salle.',
  has: 'Cette personne a la craie.',
  held: (name) => `${named(name)} a la craie ; elle change de mains.`,
  yours: 'Tu as la craie : dessine au tableau noir.',
  over: 'Tu n’as plus la craie.',
  mark: 'a la craie',
}
