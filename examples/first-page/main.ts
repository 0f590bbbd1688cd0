import { readAddress, showRoomInAddress, stopAutojoin } from './address.ts'
import { part } from './dom.ts'
import { createLobby } from './lobby.ts'
import { rememberedName, rememberName } from './memory.ts'
import { openRoom } from './room.ts'

const asked = readAddress()
const lobbyRoot = part(document, '.lobby', HTMLElement)
const roomRoot = part(document, '.room', HTMLElement)

const lobby = createLobby(
  lobbyRoot,
  { room: asked.room, name: asked.name ?? rememberedName() },
  (room, name) => {
    rememberName(name)
    showRoomInAddress(room)
    lobby.hide()
    openRoom(roomRoot, { room, name, token: asked.token }, () => {
      stopAutojoin()
      lobby.show()
    })
  },
)

lobby.show()
if (asked.autojoin) lobby.submit()
