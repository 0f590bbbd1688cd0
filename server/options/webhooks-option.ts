// The option `webhooks`, and the flags `--webhook` and those beside it.
import { isIP } from 'node:net'
import * as v from 'valibot'
import { not } from '../base/read-options.ts'
import { WEBHOOK_EVENTS, type WebhookOptions } from '../webhooks/webhook.ts'
import { listOf } from './option.ts'

const SECRET_MIN_BYTES = 24
const SECRET_MAX_BYTES = 64
const NO_SECRET = `is whsec_ and ${SECRET_MIN_BYTES} to ${SECRET_MAX_BYTES} bytes in base64, as by openssl rand -base64 32`

const NO_URL = 'is a URL that events are sent to, like https://school.example/hooks'
const HAS_PASSWORD = 'has a name or a password in it: the receiver knows the relay by the signature'
const NOT_SAFE =
  'is http to another machine, where anybody on the way reads the events: take https, or set allowHttp'
const NO_KIND = not('is a kind of signal: 1 to 64 letters, digits and _ . : -')
const NO_WEBHOOK = not('is a webhook, like { url: "https://school.example/hooks", secret: "whsec_…" }')
const TWICE = 'has a URL twice: give one webhook all of its events'

/** Quotes nothing: it is a secret. */
const isSecret = (text: string): boolean => {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const bytes = Buffer.from(base64, 'base64')
  const isWhole = base64.length % 4 === 0 && bytes.toString('base64') === base64
  return isWhole && bytes.length >= SECRET_MIN_BYTES && bytes.length <= SECRET_MAX_BYTES
}

export const WebhookSecret = v.pipe(v.string('is a text'), v.check(isSecret, NO_SECRET))

/** One that can be asked for at all. Its query may hold a key, and is not quoted. */
export const WebhookUrl = v.pipe(
  v.string(NO_URL),
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? faultOfUrl(dataset.value) : null
    if (message !== null) addIssue({ message })
  }),
)

const faultOfUrl = (text: string): string | null => {
  if (!URL.canParse(text)) return NO_URL
  const { protocol, username, password } = new URL(text)
  if (protocol !== 'https:' && protocol !== 'http:') return NO_URL
  return username + password === '' ? null : HAS_PASSWORD
}

export const WebhookEvents = listOf(v.picklist(WEBHOOK_EVENTS, not(`is one of ${WEBHOOK_EVENTS.join(', ')}`)))

/** What the protocol takes as a kind. */
export const SignalKinds = listOf(v.pipe(v.string(NO_KIND), v.regex(/^[\w.:-]{1,64}$/, NO_KIND)))

const WebhookOption = v.pipe(
  v.strictObject(
    {
      url: WebhookUrl,
      secret: v.union(
        [WebhookSecret, v.pipe(v.array(WebhookSecret), v.nonEmpty('is empty'))],
        `${NO_SECRET}; or a list of them`,
      ),
      events: v.optional(WebhookEvents, [...WEBHOOK_EVENTS]),
      signals: v.optional(SignalKinds, []),
      allowHttp: v.optional(v.boolean(not('is true or false')), false),
    },
    (issue) => {
      if (issue.expected === 'never') return 'is no option of a webhook'
      return issue.expected === 'Object' ? NO_WEBHOOK(issue) : 'is missing'
    },
  ),
  v.check(({ url, allowHttp }) => allowHttp || isSafeUrl(url), NOT_SAFE),
)

/** What is sent to this machine leaves no trace on a network. */
export const isSafeUrl = (url: string): boolean => {
  // What is none at all has been said.
  if (!URL.canParse(url)) return true
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:') return true
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  )
}

export const WebhooksOption: v.GenericSchema<unknown, readonly WebhookOptions[]> = v.optional(
  v.pipe(
    listOf(WebhookOption),
    v.check((webhooks) => new Set(webhooks.map(({ url }) => url)).size === webhooks.length, TWICE),
  ),
  [],
)
