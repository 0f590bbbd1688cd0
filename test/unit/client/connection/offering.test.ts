import { expect, test } from 'vitest'
import { Offering } from '../../../../client/connection/offering.ts'

/** Opens sockets until one is kept; `opens` says whether one would open. Gives whether the kept one offers none, and the tries. */
const keptBy = (offering: Offering, opens: (isBare: boolean, tries: number) => boolean) => {
  for (let tries = 1; tries <= 100; tries++) {
    const { isBare } = offering
    if (!opens(isBare, tries)) offering.failed()
    else if (offering.opened(isBare)) return { isBare, tries }
  }
  return null
}

test('[X49] [CL7] a server that picks no subprotocol is met without one, again after a loss', () => {
  const offering = new Offering()
  expect(keptBy(offering, (isBare) => isBare)).toMatchObject({ isBare: true })
  // It is asked once more, in case that it is another server now.
  expect(keptBy(offering, (isBare) => isBare)).toEqual({ isBare: true, tries: 2 })
  expect(keptBy(offering, () => true)).toEqual({ isBare: false, tries: 1 })
})

test('[X49] [CL7] a relay of ours is met by its subprotocol, also where the line breaks right after a socket without one', () => {
  for (let pattern = 0; pattern < 2 ** 8; pattern++) {
    // Each bit is a try at which the line is broken. With five breaks at the sockets that offer, three may be what is counted.
    const broken = (tries: number) => (pattern >> (tries - 1)) % 2 === 1
    const offering = new Offering()
    let chances = 0
    const kept = keptBy(offering, (isBare, tries) => {
      if (!isBare && broken(tries)) chances += 1
      return !broken(tries)
    })
    if (chances < 5) expect(kept).toMatchObject({ isBare: false })
  }
})
