import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { megabytes } = formats('fr')

export const connection: Words['connection'] = {
  title: 'État de la connexion',
  lost: 'Pas de connexion. Ce que tu fais reste ici, et sera envoyé dès qu’elle revient.',
  lostWatching:
    'Pas de connexion. Ce que tu vois n’est peut-être plus à jour ; la suite arrive dès qu’elle revient.',
  retried: 'La page essaie encore.',
  again: 'Réessayer',
  saved: {
    saved: { word: 'Enregistré', why: 'Tout ce que tu as fait est enregistré par le serveur.' },
    sent: { word: 'Envoyé', why: 'Le serveur a tout ce que tu as fait, mais ne garde rien sur le disque.' },
    saving: { word: 'Enregistrement…', why: 'Ce que tu as fait est en route vers le serveur.' },
    kept: {
      word: 'Sur cet appareil',
      why: 'Ce que tu as fait est gardé sur cet appareil, et sera envoyé quand la connexion reviendra.',
    },
    here: {
      word: 'Pas enregistré',
      why: 'Ce que tu as fait n’existe que dans cette page : laisse-la ouverte jusqu’au retour de la connexion.',
    },
    readOnly: {
      word: 'Pas envoyé',
      why: 'Il y a ici quelque chose de toi que le serveur n’a pas, et dans cette salle tu peux seulement lire.',
    },
    full: {
      word: 'Plein',
      why: 'La salle est aussi pleine qu’elle peut l’être : ce que tu as fait en dernier n’existe qu’ici. Efface quelque chose, et ce sera envoyé.',
    },
    tooLarge: {
      word: 'Trop gros',
      why: 'Quelque chose est trop gros pour le serveur. Enlève-le, et le reste sera envoyé.',
    },
  },
  tooLarge: (bytes, limit) =>
    `Quelque chose de ${megabytes(bytes)} est trop gros pour le serveur, qui accepte ${megabytes(limit)}. Enlève-le, et le reste sera envoyé.`,
  resetTitle: 'La salle a été remplacée',
  resetWhy:
    'Quelqu’un a vidé cette salle ou remis un état plus ancien. Tu as encore ce qu’il y avait avant. Qu’est-ce qu’on en fait ?',
  save: 'Enregistrer ma copie',
  saveWhy: 'dans un fichier ; choisis ensuite l’un de ceux-ci',
  put: 'La mettre dans la salle',
  putWhy: 'à côté de ce qui s’y trouve maintenant, pour tout le monde',
  drop: 'La jeter',
  dropWhy: 'et voir la salle comme elle est maintenant',
  savedCopy: 'Ta copie est dans tes téléchargements.',
  dropFailed: (why) => `Ta copie n’a pas pu être supprimée : ${why}`,
}
