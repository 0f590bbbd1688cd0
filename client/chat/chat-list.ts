import type { ChatMessage } from './chat-message.ts'

const byId = ({ id: one }: ChatMessage, { id: other }: ChatMessage): number =>
  (one ?? '') < (other ?? '') ? -1 : 1

/** The messages of a chat that are here: those that the relay keeps by their ids, and own ones on their way by their names. */
export class ChatList {
  readonly #kept = new Map<string, ChatMessage>()
  readonly #waiting = new Map<string, ChatMessage>()
  /** What was deleted while a page was on its way, which may still have it. */
  readonly #deleted = new Set<string>()

  get all(): readonly ChatMessage[] {
    return [...[...this.#kept.values()].sort(byId), ...this.#waiting.values()]
  }

  get ids(): readonly string[] {
    return [...this.#kept.keys()]
  }

  /** The latest id; '' where nothing is here. */
  get latest(): string {
    return [...this.ids].sort().at(-1) ?? ''
  }

  /** Own ones that wait for the relay. */
  get sending(): readonly ChatMessage[] {
    return [...this.#waiting.values()].filter(({ fate }) => fate === 'sending')
  }

  /** Messages of others after an id. */
  unreadAfter(id: string): number {
    return [...this.#kept.values()].filter((message) => !message.isOwn && (message.id ?? '') > id).length
  }

  find(key: string): ChatMessage | undefined {
    return this.#waiting.get(key)
  }

  put(message: ChatMessage): void {
    if (message.id === null) this.#waiting.set(message.key, message)
    else if (!this.#deleted.has(message.id)) this.#kept.set(message.id, message)
  }

  /** One that was on its way is kept, or given up. */
  settle(key: string): boolean {
    return this.#waiting.delete(key)
  }

  remove(id: string): void {
    this.#kept.delete(id)
    this.#deleted.add(id)
  }

  /** Takes away what was here when a page was asked for: the page has what there is. */
  forget(ids: readonly string[]): void {
    for (const id of ids) this.#kept.delete(id)
  }

  /** No page is on its way any more. */
  settled(): void {
    this.#deleted.clear()
  }
}
