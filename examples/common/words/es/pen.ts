import type { Words } from '../en/index.ts'
import { named } from '../formats.ts'

export const pen: Words['pen'] = {
  give: 'Dar la tiza',
  take: 'Recuperar la tiza',
  meaning: 'Con la tiza, una persona escribe en la pizarra verde, en la pizarra blanca y en el documento.',
  has: 'Esta persona tiene la tiza.',
  held: (name) => `${named(name)} tiene la tiza. Si se la das a otra persona, ${named(name)} la pierde.`,
  went: (name, to) => `La tiza pasa de ${named(name)} a ${named(to)}.`,
  yours: 'Tienes la tiza: dibuja en la pizarra verde.',
  over: 'Ya no tienes la tiza.',
  mark: 'tiene la tiza',
}
