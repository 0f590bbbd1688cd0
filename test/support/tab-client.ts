import { type StockClientOptions, stockClient } from './stock-client.ts'

/** A y-websocket client as a browser's tab has it: with the BroadcastChannel. */
export const tabClient = (wsUrl: string, room: string, options: Omit<StockClientOptions, 'isTab'> = {}) =>
  stockClient(wsUrl, room, { ...options, isTab: true })
