/**
 * Why the relay turns someone away, in one table: the HTTP status before the upgrade, the close code after it.
 *
 * y-websocket 3.1 stops for good at 4400-4499 and comes back after anything else, so that range holds what
 * cannot change by itself. `retry` says it for every client: `never`, `later` (with backoff), or `refresh`
 * (with a new token).
 */
export const REFUSALS = {
  'bad-request': { http: 400, close: 4400, retry: 'never', text: 'The request is not valid.' },
  'bad-subject': { http: 400, close: 4410, retry: 'never', text: 'The token has no subject (sub).' },
  'bad-claims': { http: 400, close: 4411, retry: 'never', text: 'A claim of the token is not valid.' },
  'token-missing': { http: 401, close: 4401, retry: 'never', text: 'This relay needs a token.' },
  'token-bad': { http: 401, close: 4402, retry: 'never', text: 'The token is not valid here.' },
  'token-expired': { http: 401, close: 4501, retry: 'refresh', text: 'The token has expired.' },
  'token-revoked': {
    http: 401,
    close: 4511,
    retry: 'refresh',
    text: 'The token was given before its bearer was removed.',
  },
  'turned-away': { http: 401, close: 4407, retry: 'never', text: 'A host has not let you in.' },
  'room-forbidden': { http: 403, close: 4403, retry: 'never', text: 'The token is not for this room.' },
  'role-forbidden': { http: 403, close: 4405, retry: 'never', text: 'This needs the host role.' },
  'origin-forbidden': {
    http: 403,
    close: 4406,
    retry: 'never',
    text: 'This origin is not that of the relay, and not on its list.',
  },
  'host-forbidden': {
    http: 403,
    close: 4408,
    retry: 'never',
    text: 'This relay verifies nobody, and on this machine it takes no name from elsewhere.',
  },
  'bad-room': { http: 404, close: 4404, retry: 'never', text: 'There is no room under this id.' },
  'not-found': { http: 404, close: 4404, retry: 'never', text: 'There is nothing here.' },
  'room-not-found': { http: 404, close: 4404, retry: 'never', text: 'There is no such room.' },
  'link-unknown': { http: 404, close: 4404, retry: 'never', text: 'There is no link with this code.' },
  'link-ended': { http: 410, close: 4404, retry: 'never', text: 'This link has ended: ask for a new one.' },
  'link-used-up': {
    http: 410,
    close: 4404,
    retry: 'never',
    text: 'As many people as this link is for have come by it: ask for a new one.',
  },
  'lesson-over': {
    http: 410,
    close: 4404,
    retry: 'never',
    text: 'The lesson ended while you waited: come again to the next one.',
  },
  'not-acceptable': { http: 406, close: 4400, retry: 'never', text: 'It cannot be given in that form.' },
  'precondition-failed': {
    http: 412,
    close: 4412,
    retry: 'never',
    text: 'The room is not as you took it to be.',
  },
  'body-too-large': { http: 413, close: 4413, retry: 'never', text: 'The body is too large.' },
  'room-locked': { http: 423, close: 4523, retry: 'later', text: 'The room is locked.' },
  'upgrade-needed': { http: 426, close: 4426, retry: 'never', text: 'A room is joined by WebSocket.' },
  'address-full': { http: 429, close: 4532, retry: 'later', text: 'Too many connections of one address.' },
  'too-many-orders': { http: 429, close: 4533, retry: 'later', text: 'Too many orders of one host.' },
  'too-many-refusals': { http: 429, close: 4529, retry: 'later', text: 'Too many refused requests.' },
  'auth-unavailable': { http: 503, close: 4502, retry: 'later', text: 'Tokens cannot be checked just now.' },
  'store-unavailable': {
    http: 503,
    close: 4503,
    retry: 'later',
    text: 'The room cannot be loaded just now.',
  },
  'room-set-aside': {
    http: 503,
    close: 4504,
    retry: 'later',
    text: 'The room cannot be opened: what is stored of it is too large, or takes too long to load.',
  },
  'room-full': { http: 503, close: 4530, retry: 'later', text: 'The room is full.' },
  'relay-full': { http: 503, close: 4531, retry: 'later', text: 'The relay is full.' },
  busy: { http: 503, close: 1013, retry: 'later', text: 'Too many are joining just now.' },
  draining: { http: 503, close: 1012, retry: 'later', text: 'The relay is going down.' },
} as const satisfies Record<string, RefusalRow>

interface RefusalRow {
  readonly http: number
  readonly close: number
  readonly retry: Retry
  readonly text: string
}

/** Whether it is worth coming back: never, with a fresh token, or later. */
export type Retry = 'never' | 'later' | 'refresh'
/** Why a request or a join is refused: a key of {@link REFUSALS}. */
export type RefusalCode = keyof typeof REFUSALS

/**
 * The close code of a refusal for a stock client, which comes back with the same token for ever unless it is stopped: no new
 * one is fetched for it.
 */
export const closeForStock = (code: RefusalCode): number => {
  if (code === 'token-expired') return REFUSALS['token-bad'].close
  return code === 'token-revoked' ? CLOSES.removed.close : REFUSALS[code].close
}

/** Close codes of a connection that was let in. */
export const CLOSES = {
  'bad-messages': { close: 4420, retry: 'never', text: 'Too many messages that could not be read.' },
  'room-reset': { close: 4409, retry: 'never', text: 'The room has been deleted or replaced.' },
  removed: { close: 4407, retry: 'never', text: 'A host has removed you.' },
  'service-restart': { close: 1012, retry: 'later', text: 'The relay is going down.' },
  'room-elsewhere': { close: 1012, retry: 'later', text: 'The others of the room are on another relay.' },
  'internal-error': { close: 1011, retry: 'later', text: 'The relay has failed at this connection.' },
  'try-later': { close: 1013, retry: 'later', text: 'The relay cannot go on with this connection.' },
  'too-slow': { close: 1013, retry: 'later', text: 'The connection does not read what it is sent.' },
  'unfinished-message': { close: 1013, retry: 'later', text: 'A message did not come to its end.' },
  'document-gap': { close: 1013, retry: 'later', text: 'Too many updates wait for one that is missing.' },
  'message-too-big': { close: 4422, retry: 'never', text: 'A message is larger than this relay takes.' },
  'too-costly': { close: 4421, retry: 'never', text: 'What you write takes the relay too long.' },
  'token-expired': { close: 4501, retry: 'refresh', text: 'The token has expired.' },
} as const satisfies Record<string, Omit<RefusalRow, 'http'>>

export type CloseName = keyof typeof CLOSES
