/**
 * Keys of a room that one person at a time holds, in a page: `homeroom/claims`.
 *
 * @module
 */
export type { ClaimFaultCode, ClaimResult, HeldKey } from './claims/claim.ts'
export { type ClaimedRoom, type Claims, type ClaimsOptions, claimsOf } from './claims/room-claims.ts'
