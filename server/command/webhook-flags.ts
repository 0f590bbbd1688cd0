// The flags of webhooks: each URL gets the same events, signed with the same secrets. Different ones are an option of `createRelay`.
import * as v from 'valibot'
import { oneOf } from '../base/read-options.ts'
import {
  isSafeUrl,
  SignalKinds,
  WebhookEvents,
  WebhookSecret,
  WebhookUrl,
} from '../options/webhooks-option.ts'
import { WEBHOOK_EVENTS, type WebhookEventType, type WebhookOptions } from '../webhooks/webhook.ts'

export const WEBHOOK_SETTINGS = {
  webhookUrls: {
    schema: v.optional(v.array(WebhookUrl), []),
    flag: { name: 'webhook', value: 'URL', help: 'where events of rooms are sent to', multiple: true },
  },
  webhookSecrets: {
    schema: v.optional(v.array(WebhookSecret), []),
    flag: {
      name: 'webhook-secret',
      value: 'SECRET',
      help: 'whsec_ and base64: signs what is sent there; better in HOMEROOM_WEBHOOK_SECRET',
      multiple: true,
    },
  },
  webhookEvents: {
    schema: v.optional(WebhookEvents, [...WEBHOOK_EVENTS]),
    flag: {
      name: 'webhook-event',
      value: 'TYPE',
      help: `${WEBHOOK_EVENTS.join(', ')} (all)`,
      multiple: true,
    },
  },
  webhookSignals: {
    schema: v.optional(SignalKinds, []),
    flag: {
      name: 'webhook-signal',
      value: 'KIND',
      help: 'signals that are sent, too (none)',
      multiple: true,
    },
  },
  webhookHttp: {
    schema: v.optional(oneOf(['loopback', 'any']), 'loopback'),
    flag: {
      name: 'webhook-http',
      value: 'loopback|any',
      help: 'any: a webhook may be http to another machine; whoever is on the way reads the events (loopback)',
    },
  },
}

interface WebhookConfig {
  readonly webhookUrls: readonly string[]
  readonly webhookSecrets: readonly string[]
  readonly webhookEvents: readonly WebhookEventType[]
  readonly webhookSignals: readonly string[]
  readonly webhookHttp: 'loopback' | 'any'
}

const NO_SECRET =
  '--webhook needs --webhook-secret, or HOMEROOM_WEBHOOK_SECRET: by it the receiver knows the relay'

/** What is wrong with them together. `given` is what was said, also where it is none. */
export const webhookFaults = (
  { webhookUrls, webhookHttp }: WebhookConfig,
  given: Readonly<Record<string, readonly string[] | undefined>>,
): readonly string[] => {
  const [hasUrl, hasSecret] = ['webhook', 'webhook-secret'].map((flag) => (given[flag] ?? []).length > 0)
  const unsafe = webhookHttp === 'any' ? [] : webhookUrls.filter((url) => !isSafeUrl(url))
  return [
    ...(hasUrl && !hasSecret ? [NO_SECRET] : []),
    ...(hasSecret && !hasUrl ? ['--webhook-secret is of use with --webhook alone'] : []),
    ...unsafe.map(
      (url) =>
        `--webhook ${new URL(url).host} is http to another machine: take https, or say --webhook-http any`,
    ),
  ]
}

/** The option of `createRelay` that the flags make, beside all others. */
export const withWebhooks = <Config extends WebhookConfig>(config: Config) => {
  const { webhookUrls, webhookSecrets, webhookEvents, webhookSignals, webhookHttp, ...others } = config
  const webhooks = [...new Set(webhookUrls)].map(
    (url): WebhookOptions => ({
      url,
      secret: webhookSecrets,
      events: webhookEvents,
      signals: webhookSignals,
      allowHttp: webhookHttp === 'any',
    }),
  )
  return { ...others, webhooks }
}
