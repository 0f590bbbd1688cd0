import { pageFile } from '../common/page/address.ts'

declare global {
  interface Window {
    EXCALIDRAW_ASSET_PATH?: string
  }
}

/**
 * Says where the fonts are, which the plugin of the build has put there; Excalidraw reads it when it is drawn first. A function, since
 * a build leaves out a file of this package of which nothing is used.
 */
export const setFontPath = (): void => {
  window.EXCALIDRAW_ASSET_PATH = pageFile('assets/excalidraw/')
}
