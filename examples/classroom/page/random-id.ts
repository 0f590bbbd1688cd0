/** 96 random bits. `crypto.randomUUID` is missing where a class opens the page over plain http. */
export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
