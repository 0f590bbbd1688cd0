import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number } = formats('ar')

export const floor: Words['floor'] = {
  title: 'الغرفة',
  room: 'الغرفة',
  desks: 'الطاولات',
  you: 'أنت',
  whereabouts: (across, down) => `أنت على بُعد ${number(across)}% من اليسار و${number(down)}% من الأعلى.`,
  stand: 'أنت واقف.',
  sit: (desk) => `أنت جالس إلى الطاولة ${number(desk)}.`,
  taken: (desk, name) => `المكان مشغول: سبقك ${isolated(name)} إلى الطاولة ${number(desk)}.`,
  sits: (desk, name) => `المكان مشغول: ${isolated(name)} عند الطاولة ${number(desk)}.`,
  deskFree: (desk) => `الطاولة ${number(desk)}، خالية`,
  deskOwn: (desk) => `الطاولة ${number(desk)}، مكانك`,
  deskLeft: (desk, name) => `الطاولة ${number(desk)}، غادرها ${isolated(name)} ويمكنك أخذها`,
  deskOf: (desk, name) => `الطاولة ${number(desk)}، ${isolated(name)}`,
  hintSeated: (desk, key) => [`أنت جالس إلى الطاولة ${number(desk)}: `, key, 'المسها لتقف.'],
  hintFree: (desk, key) => [`الطاولة ${number(desk)} خالية: `, key, 'المسها لتجلس.'],
  orKey: (key) => [key, ' أو '],
  hintTap: 'المس المكان الذي تريد الذهاب إليه',
  hintSelect: '، أو حدِّد الغرفة لتمشي بمفاتيح الأسهم أو W A S D',
  hintWalk: (walk, sit) => ['امشِ بمفاتيح الأسهم أو ', walk, '، واجلس إلى طاولة بالمفتاح ', sit, '.'],
}
