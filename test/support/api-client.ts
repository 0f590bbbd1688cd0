import * as Y from 'yjs'

export interface Call {
  readonly bearer?: string | undefined
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array | string | object
}

const bodyOf = (body: Call['body']): BodyInit | undefined =>
  body === undefined || typeof body === 'string' || body instanceof Uint8Array
    ? (body as BodyInit)
    : JSON.stringify(body)

/** The HTTP API of a relay, as somebody with this token or secret uses it. */
export const apiClient = (url: string, bearer?: string) => {
  const call = async (method: string, path: string, { headers = {}, body, ...call }: Call = {}) => {
    const token = call.bearer ?? bearer
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(typeof body === 'object' &&
          !(body instanceof Uint8Array) && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: bodyOf(body) ?? null,
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      json: isJson ? JSON.parse(new TextDecoder().decode(bytes)) : null,
    }
  }

  return {
    get: (path: string, options?: Call) => call('GET', path, options),
    put: (path: string, body: Uint8Array, options?: Call) => call('PUT', path, { ...options, body }),
    patch: (path: string, body: Uint8Array | object, options?: Call) =>
      call('PATCH', path, { ...options, body }),
    remove: (path: string, options?: Call) => call('DELETE', path, options),
    post: (path: string, body: object | string, options?: Call) => call('POST', path, { ...options, body }),
  }
}

/** An update that holds one text, under the name that the test clients look at. */
export const textUpdate = (text: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

/** That text of an update. */
export const textIn = (update: Uint8Array): string => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}
