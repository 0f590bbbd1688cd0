/** What a person reads of seats. */
export const SEAT_WORDS = {
  seated: (desk: number) => `You sit at desk ${desk}.`,
  stood: 'You stand.',
  moved: (desk: number) => `A host has moved you to desk ${desk}.`,
  taken: (name: string, desk: number) => `Seat taken: ${name} sits at desk ${desk}.`,
  quicker: (desk: number) => `Seat taken: somebody was quicker at desk ${desk}.`,
  lost: (name: string, desk: number) => `Seat taken: ${name} sits at desk ${desk} now.`,
  plan: 'Seat plan',
  planFor: (people: number) =>
    people === 0 ? 'none yet' : people === 1 ? 'for 1 person' : `for ${people} people`,
  keepPlan: 'Keep this seating',
  forgetPlan: 'Forget it',
  planKept: (people: number) =>
    people === 0
      ? 'Nobody sits here whom the room would know again: people by a link or a login are.'
      : 'Kept: each of them finds this desk again in the next lesson.',
  noConnection: 'Without a connection nobody can sit down.',
} as const
