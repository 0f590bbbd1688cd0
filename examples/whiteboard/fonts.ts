import { pageFile } from '../common/page/address.ts'

declare global {
  interface Window {
    EXCALIDRAW_ASSET_PATH?: string
  }
}

/** Its fonts, which the plugin of the build has put there. Excalidraw reads it when it is drawn first. */
window.EXCALIDRAW_ASSET_PATH = pageFile('assets/excalidraw/')
