import { MainMenu, useI18n } from '@excalidraw/excalidraw'
import { FolderOpen } from 'lucide-react'

/** Excalidraw's menu. `onOpen` asks for a file; null where nothing may be put on the board. */
export const BoardMenu = ({ onOpen }: { onOpen: (() => void) | null }) => {
  const { t } = useI18n()
  return (
    <MainMenu>
      {onOpen !== null && (
        <MainMenu.Item icon={<FolderOpen />} shortcut="Ctrl+O" onSelect={onOpen}>
          {t('buttons.load')}
        </MainMenu.Item>
      )}
      <MainMenu.DefaultItems.Export />
      <MainMenu.DefaultItems.SaveAsImage />
      <MainMenu.DefaultItems.SearchMenu />
      <MainMenu.DefaultItems.ClearCanvas />
      <MainMenu.Separator />
      <MainMenu.DefaultItems.ChangeCanvasBackground />
      <MainMenu.DefaultItems.Help />
    </MainMenu>
  )
}
