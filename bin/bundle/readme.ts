/** Text of `README.txt` in a bundle, for whoever opens it when nobody of us is left to ask. */
export const BUNDLE_README = `一件の長期保存用証拠（登録 Toroku）

このフォルダーは、一件の利用申込みについて、署名・証明書・失効情報の回答・タイムスタンプを一組にした
ものです。すべての証明書の有効期間が過ぎた後でも、データベースもネットワークもなしに検証できます。
個人情報を含みます。取扱いに注意してください。

  toroku verify-bundle <このフォルダー> --at <検証する時刻>
    --trust-jpki <署名用認証局の証明書>…      --trust-issuer <発行者の証明書>…
    --trust-timestamp <時刻認証局の証明書>…   --trust-log <帳簿の公開鍵>…

何が何を証明するか
evidence/…signedText…         申込者が署名した申込書（作成日時と、こちらが渡した乱数を含む）
evidence/…signatureContainer… その電子署名と署名用電子証明書（.p7s は CMS、.pdf、.xml）
authorities/jpki/             署名用認証局の証明書。電子証明書がそこから発行されたことを示す
evidence/…jlisRequest…        失効情報の問い合わせ     evidence/…jlisAnswer…  その回答（OCSP、RFC 6960）
evidence/…certificate…        発行した電子証明書       authorities/issuer/    その発行者の証明書
entries/*.json                帳簿の項目。証拠のハッシュを書いている
entries/*.proof               項目が帳簿のチェックポイントの下にあることの証明（C2SP tlog-proof）
checkpoints/                  帳簿の署名付きの先頭     keys/office.vkey       帳簿の公開鍵
timestamps/                   先頭へのタイムスタンプ（RFC 3161）。その時刻より前に在ったことを示す
authorities/timestamp/        時刻認証局の証明書
consistency/                  後の先頭が前の先頭の続きであることの証明
manifest.json                 すべてのファイルのハッシュ

証明書の有効性は、申込書の作成日時から受付までの時刻で判断します。その時刻は、申込書の乱数（前）と
タイムスタンプ（後）に挟まれています。後から取られたタイムスタンプも前の項目をすべて覆うので、最初の
時刻認証局の鍵や暗号が古くなっても、後のものが証明を引き継ぎます。

authorities/ と keys/ は、このフォルダーが自ら持つものです。誰でも自分で作れるので、別の方法で受け取っ
たものを、役割ごとに --trust-… で渡してください。何を何として信じるかは、フォルダーではなく、検証する人
が決めます。渡していない役割が一つでもあれば、結果は valid にはなりません。

----------------------------------------------------------------------

Long-term evidence of one case (Toroku)

This folder holds the signature, certificates, status answer and time stamps of one application. It can be
verified without a database and without a network, after every certificate in it has expired. It holds
personal data: handle it accordingly.

  toroku verify-bundle <this folder> --at <time>
    --trust-jpki <CA of J-LIS>...             --trust-issuer <issuer of the certificate>...
    --trust-timestamp <authority>...          --trust-log <keys of the log>...

What proves what
evidence/...signedText...         text that the applicant signed, with our nonce and its time
evidence/...signatureContainer... signature and certificate of the card (.p7s is CMS; .pdf, .xml)
authorities/jpki/                 CA that issued the card's certificate
evidence/...jlisRequest...        question about its status      evidence/...jlisAnswer...  answer (OCSP, RFC 6960)
evidence/...certificate...        certificate that was issued    authorities/issuer/        its issuer
entries/*.json                    entries of the books; they name evidence by its SHA-256
entries/*.proof                   that an entry is under a checkpoint of the log (C2SP tlog-proof)
checkpoints/                      signed heads of the log        keys/office.vkey           keys of the log
timestamps/                       time stamps on them (RFC 3161): they existed before that time
authorities/timestamp/            authority of the time stamps
consistency/                      that a later head continues the one before
manifest.json                     SHA-256 of every file

Certificates are judged at the time from the making of the text to its receipt. That time lies between the
nonce in the text (after) and the time stamp (before). A later time stamp covers all earlier entries again,
so when key or algorithm of the first authority grow old, the later one carries the proof on.

authorities/ and keys/ are what the folder brings along, and anybody can make such. Give certificates and
keys that were received in another way, each for its role, with --trust-...: what is believed for what is
said by whoever verifies, not by the folder. While a role has nothing given, the outcome is never valid.

By hand: the leaf of an entry is SHA-256(00 || entry), a node SHA-256(01 || left || right) (RFC 6962);
"openssl ts -verify -in timestamps/N.tsr -token_in -data checkpoints/N.txt -CAfile TSA.pem -attime SECONDS"
verifies a time stamp, "openssl cms -verify -binary -noverify -inform DER -in ...p7s" a signature in CMS; one in .pdf is verified by
a reader of PDF ("pdfsig"), one in .xml by "xmlsec1 --verify".
`;
