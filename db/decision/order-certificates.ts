import type { OfficeDatabase } from '../office-database.ts';

/** An order with the certificate that it has, or none yet. */
export interface OrderCertificate {
  readonly id: string;
  readonly issuerKeyId: string | null;
  readonly serialNumber: string | null;
  readonly certificateSha256: string | null;
}

/** The certificates of some orders, by their number in the application. */
export async function certificatesOfOrders(
  { $client }: OfficeDatabase,
  ids: readonly string[],
): Promise<OrderCertificate[]> {
  const { rows } = await $client.query<OrderCertificate>({
    name: 'certificates-of-orders',
    text: `select id, issuer_key_id as "issuerKeyId", serial_number as "serialNumber",
             certificate_sha256 as "certificateSha256"
           from orders where id = any($1::uuid[]) order by order_number`,
    values: [ids],
  });
  return rows;
}
