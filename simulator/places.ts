/** A municipality as an address names it and as the certificate's subject does. */
export interface Place {
  readonly address: string;
  readonly prefectureRomaji: string;
  readonly municipalityRomaji: string;
  /** Five digits of 全国地方公共団体コード. */
  readonly code: string;
}

const TABLE = `
01202 北海道函館市 Hokkaido Hakodate-shi
01204 北海道旭川市 Hokkaido Asahikawa-shi
02201 青森県青森市 Aomori-ken Aomori-shi
03201 岩手県盛岡市 Iwate-ken Morioka-shi
04202 宮城県石巻市 Miyagi-ken Ishinomaki-shi
05201 秋田県秋田市 Akita-ken Akita-shi
06201 山形県山形市 Yamagata-ken Yamagata-shi
07203 福島県郡山市 Fukushima-ken Koriyama-shi
08220 茨城県つくば市 Ibaraki-ken Tsukuba-shi
09201 栃木県宇都宮市 Tochigi-ken Utsunomiya-shi
10202 群馬県高崎市 Gunma-ken Takasaki-shi
11208 埼玉県所沢市 Saitama-ken Tokorozawa-shi
12204 千葉県船橋市 Chiba-ken Funabashi-shi
13101 東京都千代田区 Tokyo-to Chiyoda-ku
13112 東京都世田谷区 Tokyo-to Setagaya-ku
13115 東京都杉並区 Tokyo-to Suginami-ku
13201 東京都八王子市 Tokyo-to Hachioji-shi
13221 東京都清瀬市 Tokyo-to Kiyose-shi
14201 神奈川県横須賀市 Kanagawa-ken Yokosuka-shi
14205 神奈川県藤沢市 Kanagawa-ken Fujisawa-shi
15202 新潟県長岡市 Niigata-ken Nagaoka-shi
16201 富山県富山市 Toyama-ken Toyama-shi
17201 石川県金沢市 Ishikawa-ken Kanazawa-shi
18201 福井県福井市 Fukui-ken Fukui-shi
19201 山梨県甲府市 Yamanashi-ken Kofu-shi
20202 長野県松本市 Nagano-ken Matsumoto-shi
21201 岐阜県岐阜市 Gifu-ken Gifu-shi
22203 静岡県沼津市 Shizuoka-ken Numazu-shi
23202 愛知県岡崎市 Aichi-ken Okazaki-shi
24202 三重県四日市市 Mie-ken Yokkaichi-shi
25201 滋賀県大津市 Shiga-ken Otsu-shi
26204 京都府宇治市 Kyoto-fu Uji-shi
27203 大阪府豊中市 Osaka-fu Toyonaka-shi
27205 大阪府吹田市 Osaka-fu Suita-shi
28204 兵庫県西宮市 Hyogo-ken Nishinomiya-shi
29201 奈良県奈良市 Nara-ken Nara-shi
30201 和歌山県和歌山市 Wakayama-ken Wakayama-shi
31201 鳥取県鳥取市 Tottori-ken Tottori-shi
32201 島根県松江市 Shimane-ken Matsue-shi
33202 岡山県倉敷市 Okayama-ken Kurashiki-shi
34207 広島県福山市 Hiroshima-ken Fukuyama-shi
35201 山口県下関市 Yamaguchi-ken Shimonoseki-shi
36201 徳島県徳島市 Tokushima-ken Tokushima-shi
37201 香川県高松市 Kagawa-ken Takamatsu-shi
38201 愛媛県松山市 Ehime-ken Matsuyama-shi
39201 高知県高知市 Kochi-ken Kochi-shi
40203 福岡県久留米市 Fukuoka-ken Kurume-shi
41201 佐賀県佐賀市 Saga-ken Saga-shi
42202 長崎県佐世保市 Nagasaki-ken Sasebo-shi
43202 熊本県八代市 Kumamoto-ken Yatsushiro-shi
44201 大分県大分市 Oita-ken Oita-shi
45201 宮崎県宮崎市 Miyazaki-ken Miyazaki-shi
46201 鹿児島県鹿児島市 Kagoshima-ken Kagoshima-shi
47201 沖縄県那覇市 Okinawa-ken Naha-shi
`;

/** At least one municipality of every prefecture. */
export const PLACES: readonly Place[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [code = '', address = '', prefectureRomaji = '', municipalityRomaji = ''] =
      line.split(' ');
    return { code, address, prefectureRomaji, municipalityRomaji };
  });
