/** Freezes a value of plain objects and arrays with all that is in it: an app that changes it changes nothing here. */
export const frozen = <Value>(value: Value): Value => {
  // What is frozen already was frozen here, with all that is in it.
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) frozen(part)
  return value
}
