/// Codes that another program made, each row as a hexadecimal number with the leftmost module first.
enum QRCodeSamples {
    struct Sample: Sendable {
        let text: String
        let rows: [UInt64]
    }

    static let all: [Sample] = [
        Sample(
            text: "CLO",
            rows: [
                0x1FC17F, 0x105F41, 0x17455D, 0x174A5D, 0x17515D, 0x104541, 0x1FD57F, 0xB00, 0x154612, 0x3B046,
                0x1EDD17, 0x13BC41, 0x1D7155, 0x1EA6, 0x1FC2EB, 0x104FB9, 0x175AE5, 0x174846, 0x175911, 0x104446,
                0x1FD557,
            ]),
        Sample(
            text: "https://www.clo.example/compte-client/acces/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
            rows: [
                0x1FC_9C08_4C7F, 0x105_DE91_D441, 0x175_97FF_B05D, 0x175_5804_375D, 0x174_FCEF_935D, 0x104_CD91_5941,
                0x1FD_5555_557F, 0x1_B215_2100, 0x105_7085_E9CE, 0x12B_4476_6A31, 0x6D_3199_B910, 0x13_A155_67BA,
                0x84_3F65_2163,
                0x190_CF84_8931, 0x77_A353_F6B0, 0x122_2252_52AF, 0x154_8296_EAAF, 0x110_5B3E_3FF3, 0x37_78F2_F2F5,
                0x1C8_5539_5FDA,
                0x155_1B5C_0015, 0xD1_283F_A634, 0x1ED_8ACC_F914, 0x4516_40BB, 0x177_5430_716D, 0x133_2876_3278,
                0x24_D980_6120,
                0x1B2_BE04_261C, 0x11D_94E0_CE0F, 0x18B_4E95_DC1B, 0x1DF_97DA_169F, 0x16B_5F31_7778, 0x107_DDB4_C9F7,
                0x1_1CA2_A514,
                0x1FC_3699_F754, 0x104_F6D5_A31B, 0x174_62AF_9FF8, 0x174_8BE7_B122, 0x174_8D58_FAFC, 0x104_C3B7_609D,
                0x1FD_DF05_CEB0,
            ]),
        Sample(
            text: String(repeating: "é", count: 60),
            rows: [
                0x1FC0_A195_A17F, 0x104B_4366_5241, 0x175D_6CF6_425D, 0x1750_F8C9_BB5D, 0x1752_E7FC_275D,
                0x105B_0B13_1841,
                0x1FD5_5555_557F, 0x1B_A317_1900, 0x17C4_A9FB_D57C, 0x1309_C5DD_BE51, 0x6FF_6422_4F6D, 0x1496_3873_4C7B,
                0x457_528F_B0B4, 0x429_B185_24D5, 0xE77_4146_1A29, 0x1BB4_EDE6_5923, 0xC40_DBD9_95D0, 0x331_949C_3E40,
                0x186D_7463_0F7F, 0x149E_9BF3_1C7A, 0x1DFF_F3FF_D1F5, 0x171D_C115_B511, 0x1D54_4556_4B5D,
                0x1D1D_EF12_4F1B,
                0x1FF6_65FD_B3F4, 0x511_5EC4_25B4, 0x1265_43C7_1BDB, 0xB28_9A06_1B20, 0x196A_EC69_D661, 0xF2A_8A9C_BF90,
                0x106B_4383_4DCF, 0x1B91_C243_0C3A, 0xF7F_88EF_F225, 0x1D82_15D5_A5D5, 0x146_1BD6_5B49, 0xF20_E026_4B73,
                0x1371_2FF9_B7F0, 0x1B_D11C_2F14, 0x1FCD_4353_1F5B, 0x1053_A517_1912, 0x1759_FBFB_D5F1,
                0x175E_F37D_BC73,
                0x1755_2082_4CBE, 0x1044_68C3_4ED8, 0x1FD0_6B0F_B126,
            ]),
        Sample(
            text: "otpauth://totp/CLO:admin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=CLO",
            rows: [
                0x1F_DCAE_097F, 0x10_5F11_C541, 0x17_5561_BF5D, 0x17_47A3_835D, 0x17_59B8_D75D, 0x10_454D_F841,
                0x1F_D555_557F,
                0xA806B00, 0x13_F1F6_2C97, 0x1F_3149_2876, 0x1A_DBC4_2301, 0x7_A06F_321F, 0x1D_6E89_1BED,
                0x12_2E9E_2E33,
                0x6_6C6B_8FFF, 0x1F_3B2C_154D, 0xB_5BFB_527D, 0xB_B41D_4CE8, 0x9_DB6B_B311, 0x9_B406_6B9A,
                0x2_DCF1_12DE,
                0x15_1387_6297, 0x1B_C12D_E651, 0xF_94A9_241C, 0x7_DBBF_1A73, 0x11_8412_7554, 0x1B_E89B_43DB,
                0x12_A8A3_177E,
                0x15_C3D8_7BF2, 0x1DC7_0B1C, 0x1F_D3B2_7157, 0x10_556E_0B1B, 0x17_5DA2_4FF0, 0x17_5E5C_06C5,
                0x17_42B0_35B1,
                0x10_4F5D_550F, 0x1F_D9B9_119D,
            ]),
        Sample(
            text: String(repeating: "Le chantier avance. ", count: 12),
            rows: [
                0x1FC6_08CA_813E_037F, 0x1049_66D0_3C58_6341, 0x1756_CE1E_54B5_075D, 0x175E_89EB_3F88_3D5D,
                0x1756_5085_F0AE_8E5D,
                0x1057_409B_1FC2_E441, 0x1FD5_5555_5555_557F, 0x1A_7995_10BD_4A00, 0x17C0_F65B_FF0C_FB7C,
                0xF91_3156_3195_18E8,
                0x1065_A547_ED60_CE0B, 0x1227_F1E0_EA95_8151, 0x349_7419_2786_31EE, 0x6AB_A576_533C_38CA,
                0xF0_85DD_4D53_D01B,
                0xFAD_7664_D875_8073, 0x1C79_0E58_7386_77AF, 0x129C_E786_538C_22D5, 0x5C3_672F_2D70_D73B,
                0x199D_0404_483D_09D1,
                0xE72_AEFE_2322_BB6D, 0xC_1EE2_528C_30D8, 0x644_69D6_CD00_D43D, 0x19A7_5141_6A11_435B,
                0x56C_3C9B_E746_FBEF,
                0x1F08_4C25_433C_BAC0, 0x6C8_7483_4D53_DF11, 0x3AF_A2E8_C877_8298, 0x1FF3_119B_F186_77FD,
                0xF1D_50B5_13BE_2319,
                0xD53_C811_5F52_D553, 0xD14_015B_1CF4_4F11, 0x3F0_54CB_FB4E_F3F5, 0x7BE_BD35_410C_0A28,
                0x19D0_3032_DD68_76D7,
                0x1CB4_5E8E_E4B5_0123, 0x1ACB_39CA_EF88_339C, 0xC91_A995_90AE_8A22, 0x1CCC_D2F2_9FC2_E4F2,
                0x334_78FA_44F5_C089,
                0x17E7_3FF2_EF0C_33DD, 0x6AC_0958_219D_1BE8, 0xADD_6DF3_7560_C66B, 0x3BB_CFDB_6034_8901,
                0xED_6F8B_D30E_B61E,
                0xC95_1816_398C_0BEA, 0x16C7_9BCF_9D60_B7EB, 0x1A06_5E66_24B5_0103, 0x1455_94CB_BF8A_339F,
                0x1F0B_4AB5_418E_9B20,
                0x7F2_351F_9EE1_D6FD, 0x1D34_BEB6_483D_2880, 0x1E51_370B_F100_BBFE, 0x17_037F_10AD_331C,
                0x1FCB_CF29_5D33_D55B,
                0x1058_CFDB_1A11_4111, 0x1752_7223_F746_F9FF, 0x1756_9934_D33C_BB79, 0x175C_CD0C_3D53_DCA9,
                0x104E_0BA7_50BB_02E1,
                0x1FD0_86DE_2982_3C0F,
            ]),
    ]
}
