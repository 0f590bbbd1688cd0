// A name is what its bearer chose: a pupil may take a host's, whose name the class trusts.

interface Named {
  readonly name: string | null
  /** The role whose rights they have; none where the relay verifies nobody. */
  readonly role: string | null | undefined
}

/** A name as it is read: case, form, white space, full stops and what cannot be seen make no other name of it. */
export const foldedName = (name: string | null): string =>
  (name ?? '')
    .normalize('NFKC')
    .replace(/[\s.\p{DI}]/gu, '')
    .toUpperCase()
    .toLowerCase()

/** The names of the hosts among people, for {@link isNamesake}. */
export const hostNamesOf = (people: Iterable<Named>): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const { name, role } of people) if (role === 'host') names.add(foldedName(name))
  names.delete('')
  return names
}

/** Whether somebody who is no host has the name of one. */
export const isNamesake = ({ name, role }: Named, hostNames: ReadonlySet<string>): boolean =>
  role !== 'host' && hostNames.has(foldedName(name))
