/** What a journal asks of its room where nobody else writes to the store. */
export const ALONE = {
  merge: async () => true,
  onPolicyVersion: () => undefined,
  looks: () => false,
}
