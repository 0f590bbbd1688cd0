// Diagrams that are written as text need 2 MB of Mermaid; the board has no button for them.

export const parseMermaidToExcalidraw = async (): Promise<never> => {
  throw new Error('This board draws no Mermaid.')
}
