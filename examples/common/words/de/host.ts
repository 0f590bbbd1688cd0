import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { plural } = formats('de')

export const host: Words['host'] = {
  watching: 'Schaut nur zu',
  watchers: 'Personen, die nur zuschauen',
  nobodyWatches: 'Alle hier machen mit.',
  letTakePart: 'Mitmachen lassen',
  letOneTakePart: (name) => `${named(name)} mitmachen lassen`,
  tools: 'Für die Leitung',
  lead: 'Folgt mir',
  everyoneDraws: 'Alle zeichnen',
  everyoneWrites: 'Alle schreiben',
  mute: 'Reaktionen aus',
  lock: 'Raum abschließen',
  unlockRoom: 'Raum aufschließen',
  unlockTitle: (count) => plural(count, { one: '# Person hereinlassen?', other: '# Personen hereinlassen?' }),
  unlockSays: 'Sie warten vor dem Raum. Ist er aufgeschlossen, kommen alle herein.',
  keepLocked: 'Abgeschlossen lassen',
  unlock: 'Aufschließen und hereinlassen',
  roleTitle: 'Rolle in diesem Raum',
  roles: { member: 'macht mit und schreibt', attendee: 'macht mit', viewer: 'schaut zu' },
  does: {
    member: 'Alles, was Leute tun, die mitmachen, und schreibt an die Tafel und in die Notizen',
    attendee: 'Geht herum, setzt sich, reagiert, meldet sich und chattet; an die Tafel nur mit der Kreide',
    viewer: 'Sieht nur zu und steht nicht in der Liste der Personen',
  },
  give: 'Rolle geben',
  removeAsk: 'Entfernen …',
  removeTitle: (name) => `${named(name)} entfernen?`,
  removeVerified:
    'Die Person verlässt sofort den Raum und kommt erst wieder herein, wenn du sie hereinlässt.',
  removeGuest:
    'Die Person verlässt sofort den Raum und kommt mit diesem Browser erst wieder herein, wenn du sie hereinlässt. Mit demselben Code geht es in einem anderen Browser, außer wenn Neue warten, bis du sie hereinlässt.',
  removeAnonymous:
    'Die Person verlässt sofort den Raum. Solange er nicht abgeschlossen ist, können alle herein, auch sie.',
  keep: 'Nein, behalten',
  remove: 'Entfernen',
  removeAndHold: 'Entfernen, und Neue warten',
}
