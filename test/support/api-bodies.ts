/** A good body of each order of the HTTP API, by the last part of its path. */
export const BODIES: Record<string, object> = {
  signals: { kind: 'bell', data: [1] },
  claims: { key: 'pen', clientId: null },
  chat: { text: 'Hello' },
  pause: { paused: false },
  mute: { id: 'nobody', muted: false },
  kick: { id: 'nobody' },
  role: { id: 'nobody', role: 'member' },
  lock: { locked: false },
  settings: { gc: null },
  versions: { name: 'Before the exam' },
  '{version}': { name: null },
  links: { role: 'member' },
  join: { code: '000-000-000' },
  waiting: { everyone: false },
  ...Object.fromEntries(['admit', 'turn-away'].map((path) => [path, { ids: ['nobody'] }])),
}
