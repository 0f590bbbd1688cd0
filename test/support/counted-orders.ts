import type { Store } from '../../server/index.ts'

/** A store that counts the orders which are read of `inner`. */
export const countedOrders = (inner: Store) => {
  let read = 0
  const counted = <Policy extends { readonly orders: object | null }>(policy: Policy): Policy => {
    read += Object.keys(policy.orders ?? {}).length
    return policy
  }
  const store: Store = {
    ...inner,
    orders: async (...args) => counted(await inner.orders(...args)),
    order: async (...args) => counted(await inner.order(...args)),
  }
  return {
    store,
    read: () => read,
    forget: () => {
      read = 0
    },
  }
}
