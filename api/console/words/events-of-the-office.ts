import type { equipmentEvents } from '../../../books/events/equipment.ts';
import type { integrityEvents } from '../../../books/events/integrity.ts';
import type { organisationEvents } from '../../../books/events/organisation.ts';
import type { useOfBooksEvents } from '../../../books/events/use-of-books.ts';
import type { EventWordsOf, OfficeEvent } from './event-words.ts';

type Of<T> = Extract<keyof T, OfficeEvent>;

/** Events of organisation, equipment and the books themselves; of a case only where a sentence stands. */
export const officeEventWords = {
  'document.adopted': { name: { ja: '文書の採用', en: 'Document adopted' } },
  'document.withdrawn': { name: { ja: '文書の廃止', en: 'Document withdrawn' } },
  'act.proposed': { name: { ja: '二者の承認の提案', en: 'Act proposed' } },
  'act.approved': { name: { ja: '二者の承認', en: 'Act approved' } },
  'act.refused': { name: { ja: '二者の承認の拒否', en: 'Act refused' } },
  'act.effective': { name: { ja: '二者の承認の発効', en: 'Act effective' } },
  'roster.changed': { name: { ja: '当番の交代', en: 'Duty changed' } },
  'refusedKeys.added': {
    name: { ja: '使えない鍵の登録', en: 'Refused keys added' },
    kind: 'holds',
    icon: 'note',
    tells: ({ keys }) => ({
      ja: `使えない鍵を${keys}件登録しました。`,
      en: `${keys} keys were registered that nobody may certify.`,
    }),
  },
  'inspection.sampleDrawn': { name: { ja: '標本の抽出', en: 'Sample drawn' } },
  'inspection.secondLook': {
    name: { ja: '第二の目', en: 'Second look' },
    kind: 'refers',
    icon: 'eye',
    tells: ({ result }) => ({
      ja: `第二の目で確かめました(${result})。`,
      en: `Second look: ${result}.`,
    }),
  },
  'entryControl.imported': { name: { ja: '入退室の記録', en: 'Door log imported' } },
  'network.incident': { name: { ja: '不正アクセス', en: 'Network incident' } },
  'build.registered': { name: { ja: '版の登録', en: 'Build registered' } },
  'permission.granted': { name: { ja: '権限の付与', en: 'Permission granted' } },
  'permission.withdrawn': { name: { ja: '権限の取消し', en: 'Permission withdrawn' } },
  'session.opened': { name: { ja: 'サインイン', en: 'Session opened' } },
  'maintenance.recorded': { name: { ja: '保守', en: 'Maintenance' } },
  'incident.recorded': { name: { ja: '事故', en: 'Incident' } },
  'incident.closed': { name: { ja: '事故の終了', en: 'Incident closed' } },
  'switch.set': { name: { ja: '停止スイッチ', en: 'Stop switch' } },
  'recovery.performed': { name: { ja: '復旧', en: 'Recovery' } },
  'books.read': { name: { ja: '閲覧の記録', en: 'Reads of personal data' } },
  'books.exported': { name: { ja: '帳簿の書出し', en: 'Books exported' } },
  'books.imported': { name: { ja: '帳簿の読込み', en: 'Books imported' } },
  'grant.opened': { name: { ja: '閲覧の許可', en: 'Grant opened' } },
  'grant.closed': { name: { ja: '閲覧の許可の終了', en: 'Grant closed' } },
  'disclosure.requested': { name: { ja: '開示の請求', en: 'Disclosure requested' } },
  'disclosure.made': { name: { ja: '開示', en: 'Disclosure made' } },
  'disclosure.refused': { name: { ja: '開示しない決定', en: 'Disclosure refused' } },
  'record.corrected': {
    name: { ja: '記録の訂正', en: 'Record corrected' },
    kind: 'refers',
    icon: 'note',
    tells: () => ({ ja: '記録を訂正しました。', en: 'A record was corrected.' }),
  },
  'original.moved': { name: { ja: '原本の移動', en: 'Original moved' } },
  'original.destroyed': { name: { ja: '原本の廃棄', en: 'Original destroyed' } },
  'retention.held': { name: { ja: '保存の延長', en: 'Retention held' } },
  'chain.erased': { name: { ja: '鍵の消去', en: 'Chain erased' } },
  'jlis.purged': { name: { ja: 'J-LISの情報の消去', en: 'J-LIS data purged' } },
  'log.opened': { name: { ja: '帳簿の開始', en: 'Log opened' } },
  'anchor.recorded': { name: { ja: '他の帳簿の記録', en: 'Anchor recorded' } },
  'witness.cosigned': { name: { ja: '外の証人の署名', en: 'Witness cosigned' } },
  'timestamp.recorded': { name: { ja: 'タイムスタンプ', en: 'Time stamp' } },
  'reconciliation.completed': { name: { ja: '照合', en: 'Reconciliation' } },
  'case.rebased': {
    name: { ja: '規則の切替え', en: 'Case rebased' },
    kind: 'refers',
    icon: 'turn',
    tells: () => ({ ja: '新しい規則で判断し直します。', en: 'Judged anew by another rule set.' }),
  },
  'run.closed': {
    name: { ja: '処理の終了', en: 'Run closed' },
    icon: 'tick',
    tells: ({ events }) => ({
      ja: `処理が終わり、履歴を保存しました(${events}件)。`,
      en: `The workflow ended; its history is kept (events: ${events}).`,
    }),
  },
  'run.terminated': {
    name: { ja: '処理の打切り', en: 'Run terminated' },
    kind: 'forbids',
    icon: 'cross',
    tells: () => ({ ja: '処理を打ち切りました。', en: 'The workflow was terminated.' }),
  },
} as const satisfies EventWordsOf<
  | Of<typeof organisationEvents>
  | Of<typeof equipmentEvents>
  | Of<typeof useOfBooksEvents>
  | Of<typeof integrityEvents>
>;
