/**
 * Other ways of 本人確認の方法 that an application may be returned to (状態表15行): those that need no card, as the grammar of
 * the signed text names them. The application by card is what is being returned.
 */
export const transferRoutes = {
  paperPresented: { ja: '書類の提示', en: 'documents presented', law: '5条1項1号イ' },
  paperSealRegistered: { ja: '印鑑登録証明書', en: 'seal registration', law: '5条1項1号ロ' },
  paperInquiry: {
    ja: '本人限定受取郵便による照会',
    en: 'inquiry by restricted mail',
    law: '5条1項1号ハ',
  },
} as const;

/** One of them, as facts name it. */
export type TransferRoute = keyof typeof transferRoutes;

const PREFIX = 'route=';

/** How a transfer names its route among the items of the return. */
export const transferItem = (route: string): string => `${PREFIX}${route}`;

/** The route that the items of a return name; undefined for any other return. */
export function routeOfTransfer(items: readonly string[]): TransferRoute | undefined {
  const [item = '', ...more] = items;
  const route = item.startsWith(PREFIX) ? item.slice(PREFIX.length) : '';
  const isRoute = more.length === 0 && Object.hasOwn(transferRoutes, route);
  return isRoute ? (route as TransferRoute) : undefined;
}
