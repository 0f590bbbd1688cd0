// What is said of the pictures of a document, in each language. It is loaded with the editor: the first load of a room needs none of it.
import { languageOf, useLanguage } from './index.ts'
import type { Language } from './languages.ts'

export interface PictureWords {
  readonly insert: string
  readonly edit: string
  readonly title: string
  readonly description: string
  readonly descriptionWhy: string
  readonly size: string
  readonly sizes: { readonly full: string; readonly half: string; readonly quarter: string }
  readonly keep: string
  /** Said by a screen reader in the place of a description. */
  readonly undescribed: string
  readonly gone: string
  readonly faults: {
    readonly 'file-too-large': string
    readonly 'too-many-files': string
    readonly 'bad-file': string
    readonly elsewhere: string
  }
}

const PICTURES: Readonly<Record<Language, PictureWords>> = {
  en: {
    insert: 'Insert a picture',
    edit: 'Description and size of the picture',
    title: 'Picture',
    description: 'Description',
    descriptionWhy: 'What is to be seen, for those who cannot see it.',
    size: 'Size',
    sizes: { full: 'As wide as it is', half: 'Half as wide as the text', quarter: 'A quarter of the text' },
    keep: 'Keep',
    undescribed: 'Picture without a description',
    gone: 'This picture is not here.',
    faults: {
      'file-too-large': 'This picture is too large for the document, and was not put there.',
      'too-many-files': 'There are too many pictures in the document. This one was not put there.',
      'bad-file': 'This file is no picture that the document can show.',
      elsewhere: 'A picture of another page does not come along. Save it as a file, then put the file in.',
    },
  },
  de: {
    insert: 'Bild einfügen',
    edit: 'Beschreibung und Größe des Bildes',
    title: 'Bild',
    description: 'Beschreibung',
    descriptionWhy: 'Was zu sehen ist, für alle, die es nicht sehen können.',
    size: 'Größe',
    sizes: {
      full: 'So breit, wie es ist',
      half: 'Halb so breit wie der Text',
      quarter: 'Ein Viertel des Textes',
    },
    keep: 'Behalten',
    undescribed: 'Bild ohne Beschreibung',
    gone: 'Dieses Bild ist nicht da.',
    faults: {
      'file-too-large': 'Dieses Bild ist zu groß für das Dokument und ist nicht darin.',
      'too-many-files': 'Im Dokument sind zu viele Bilder. Dieses ist nicht dazugekommen.',
      'bad-file': 'Diese Datei ist kein Bild, das das Dokument zeigen kann.',
      elsewhere:
        'Ein Bild einer anderen Seite kommt nicht mit. Speichere es als Datei und füge die Datei ein.',
    },
  },
  fr: {
    insert: 'Insérer une image',
    edit: 'Description et taille de l’image',
    title: 'Image',
    description: 'Description',
    descriptionWhy: 'Ce qu’il y a à voir, pour qui ne peut pas le voir.',
    size: 'Taille',
    sizes: { full: 'Aussi large qu’elle est', half: 'La moitié du texte', quarter: 'Un quart du texte' },
    keep: 'Garder',
    undescribed: 'Image sans description',
    gone: 'Cette image n’est pas là.',
    faults: {
      'file-too-large': 'Cette image est trop grande pour le document et n’y a pas été mise.',
      'too-many-files': 'Il y a trop d’images dans le document. Celle-ci n’y a pas été mise.',
      'bad-file': 'Ce fichier n’est pas une image que le document puisse montrer.',
      elsewhere: 'Une image d’une autre page ne vient pas avec. Enregistrez-la, puis insérez le fichier.',
    },
  },
  es: {
    insert: 'Insertar una imagen',
    edit: 'Descripción y tamaño de la imagen',
    title: 'Imagen',
    description: 'Descripción',
    descriptionWhy: 'Lo que se ve, para quienes no pueden verlo.',
    size: 'Tamaño',
    sizes: { full: 'Tan ancha como es', half: 'La mitad del texto', quarter: 'Un cuarto del texto' },
    keep: 'Guardar',
    undescribed: 'Imagen sin descripción',
    gone: 'Esta imagen no está aquí.',
    faults: {
      'file-too-large': 'Esta imagen es demasiado grande para el documento y no se ha puesto en él.',
      'too-many-files': 'Hay demasiadas imágenes en el documento. Esta no se ha puesto en él.',
      'bad-file': 'Este archivo no es una imagen que el documento pueda mostrar.',
      elsewhere: 'Una imagen de otra página no viene con lo demás. Guárdala y luego inserta el archivo.',
    },
  },
  ar: {
    insert: 'إدراج صورة',
    edit: 'وصف الصورة وحجمها',
    title: 'صورة',
    description: 'الوصف',
    descriptionWhy: 'ما يظهر في الصورة، لمن لا يستطيع رؤيتها.',
    size: 'الحجم',
    sizes: { full: 'بعرضها كما هي', half: 'نصف عرض النص', quarter: 'ربع عرض النص' },
    keep: 'حفظ',
    undescribed: 'صورة بلا وصف',
    gone: 'هذه الصورة ليست هنا.',
    faults: {
      'file-too-large': 'هذه الصورة أكبر مما يتّسع له المستند، فلم توضع فيه.',
      'too-many-files': 'في المستند صور أكثر مما يتّسع له، فلم توضع هذه فيه.',
      'bad-file': 'هذا الملف ليس صورة يستطيع المستند عرضها.',
      elsewhere: 'صور الصفحات الأخرى لا تأتي مع النص. احفظ الصورة ثم أدرج الملف.',
    },
  },
}

export const pictureWords = (): PictureWords => PICTURES[languageOf()]

export const usePictureWords = (): PictureWords => PICTURES[useLanguage()]
