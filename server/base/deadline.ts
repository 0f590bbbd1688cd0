/** What `work` gives, or `late` where that takes longer than `ms`: a hook that never settles holds nobody up. */
export const withDeadline = <Value>(ms: number, work: Promise<Value>, late: Value): Promise<Value> => {
  const { promise, resolve } = Promise.withResolvers<Value>()
  const timer = setTimeout(() => resolve(late), Math.max(0, ms))
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
