export const places = {
  title: 'Open as',
  kinds: { class: 'Class', board: 'Whiteboard', doc: 'Document' },
  openAs: { class: 'Open as class', board: 'Open as whiteboard', doc: 'Open as document' },
  about: {
    class: 'Class: the people and the chalkboard',
    board: 'Whiteboard: a large one for everyone',
    doc: 'Text document for everyone',
  },
  at: { class: 'in the class', board: 'at the whiteboard', doc: 'in the document' },
  goTo: { class: 'Go to the class', board: 'Go to the whiteboard', doc: 'Go to the document' },
}
