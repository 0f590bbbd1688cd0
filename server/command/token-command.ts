import * as v from 'valibot'
import { ROLES, rolesOf } from '../../shared/index.ts'
import { roomGlob } from '../gate/globs.ts'
import { isSecretLongEnough, SECRET_TOO_SHORT, type TokenClaims } from '../gate/hmac-tokens.ts'
import { isPersonId, NO_PERSON_ID } from '../gate/person-id.ts'
import { RoleTexts } from '../options/roles-option.ts'
import { type FlagTable, readFlags } from './flags.ts'

export const TOKEN_FLAGS = {
  secret: {
    value: 'SECRET',
    help: 'the relay secret that signs it; better in HOMEROOM_SECRET',
    multiple: true,
  },
  sub: { value: 'ID', help: 'whose token it is' },
  name: { value: 'NAME', help: 'the name that others see' },
  role: { value: 'ROLE', help: `${Object.keys(ROLES).join(', ')}, or a word of --roles (member)` },
  roles: { value: 'WORD=ROLE', help: 'words of the relay for roles, as it has them', multiple: true },
  room: { value: 'GLOB', help: 'rooms it is for: * within a segment, ** across (all rooms)', multiple: true },
  ttl: { value: 'TIME', help: 'how long it holds: 90s, 30m, 1h, 7d (1h)' },
} as const satisfies FlagTable

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

/** What `homeroom token` shall sign, or everything that is wrong with the request. */
export const readTokenRequest = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { readonly secret: string; readonly claims: TokenClaims; readonly faults: readonly string[] } => {
  const { values, faults } = readFlags(TOKEN_FLAGS, args, env)
  // With several secrets the first is the one in use, the others are on their way out.
  const secret = values.secret.at(0) ?? ''
  const sub = values.sub.at(0) ?? ''
  const role = values.role.at(0)
  const name = values.name.at(0)
  const ttlSeconds = secondsOf(values.ttl.at(0) ?? '1h')

  if (secret === '') faults.push('--secret is missing')
  else if (!isSecretLongEnough(secret)) faults.push(`--secret ${SECRET_TOO_SHORT}`)
  if (sub === '') faults.push('--sub is missing')
  else if (!isPersonId(sub)) faults.push(`--sub ${NO_PERSON_ID}`)
  const words = v.safeParse(RoleTexts, values.roles)
  if (!words.success) faults.push(...words.issues.map(({ message }) => `--roles ${message}`))
  else if (role !== undefined && !rolesOf(words.output).includes(role))
    faults.push(`--role is one of ${rolesOf(words.output).join(', ')}`)
  if (ttlSeconds === null) faults.push('--ttl is a time like 90s, 30m, 1h or 7d')
  for (const glob of values.room)
    if (roomGlob(glob) === null) faults.push(`--room ${JSON.stringify(glob)} is too long`)

  const claims: TokenClaims = {
    sub,
    ttlSeconds: ttlSeconds ?? 0,
    ...(name !== undefined && { name }),
    ...(role !== undefined && { role }),
    ...(values.room.length > 0 && { rooms: values.room }),
  }
  return { secret, claims, faults }
}

const secondsOf = (text: string): number | null => {
  const match = /^(\d{1,9})([smhd])$/.exec(text)
  if (match === null) return null
  const seconds = Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS]
  return seconds > 0 ? seconds : null
}
