/** Stands in for a part that shows nothing where its file does not come. */
export const Nothing = () => null
