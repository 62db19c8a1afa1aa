/// Tokens of a provider that exists nowhere, made by openssl and not by the library that reads them. They hold from
/// 2026-01-01T00:00:00Z for an hour.
enum TokenSamples {
    static let keys =
        #"""
        {"keys":[{"kty":"RSA","use":"sig","kid":"r1","n":"r3yOfROd_0vDm0g23oS8RgNYPZpAFmF8mG1A6VuEnelx8gEtM4\#
        E7DlThok2qu_q5Ns0TKMa3Xty5A1wBcyGixILFKQ19tKjqeUM7nkNs6G9Nxlc-X3wpi-AoGSZgyuwSL9Pzg1IgJrxcKqIK92BIpr\#
        6pKTz99MNr3Zx2eqJj7nKM_40zLy9hwzqkuWZp4OIt0hoKwTzuhaPpygSdlYdORkaV4w-7uDuFZZSVQHWDjfiiVMMVN6oiIpeo0C\#
        DGMpbCmZ9C8_cRR7Prn9cHVSKZ5DAAICYUGIyn-q-4tYeiL0IiCEqjHW4QfwDajBRyoRUB-8AOaJcb4W3XQLVYMKsZ5w","e":"A\#
        QAB"},{"kty":"EC","use":"sig","kid":"e1","crv":"P-256","x":"UJqScDE2UrXpdKEk7hjjAJKpWYuKzs8-y8j0F8ZZ\#
        uqI","y":"ff9D7jq_iYrRy_4Vrkn2RexUfJj6auNPzlSf71_Tcek"},{"kty":"RSA","use":"sig","kid":"s1","n":"uyx\#
        DQ58rMOm7m0WZZ7u6UEPVBA7KgUFafk3bZVZU73i95CZuM8d7YVb774Qqw63g0ELIE89aRZs6N2qspeVyRIiUTiz2WEJb9TpH4aX\#
        fbRPpX386EyCBDR90xSrMF6QCDDL0l5M1pn8MC3jh98O8Xz7SDSr5LqUJvkGeQ3hqp7E","e":"AQAB"},{"kty":"oct","kid"\#
        :"o1","k":"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg"}]}
        """#
    static let rs256 =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.lxQNt\
        fjhUZqxpBlShWA7loFuivl4R_pPy2pegOfMZ-XazrL0mOl-CxK_tsDwniaSNiNie75HFFACUYhNBNpO-ztI7hpivc0obdM2XNa99\
        agIhQeqwpDGT4HTvH2lPXEo3aISxDmUYYoKhkz6N3SouaHrIZJG635KY8--DSN7ObiD5P6a4h5b4X5cdgoyAsZj93bY_FCEopT7W\
        suNdljieEpbdR9S7qLVYBAAWU38z6cFEnISRPmSkKE1YJlCRHzLD40aMbwqhHPYi3JGK5z-Tu_arSVylQtywdUaT3Ez34lNte_OJ\
        sZZh9XlwHomdhpEcdqniswVCUzxqV7y0vrEsw
        """
    static let es256 =
        """
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.z7BKQ\
        vl4a7eiwMw_clMpREi9cQp7l_bUid_BHvoYGF9sWt_mUw2J_Z1HX_uknXSq8Y5Rc3BrwcT_iLQb0A5Qsw
        """
    static let ps256 =
        """
        eyJhbGciOiJQUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.Ftw_E\
        3-o-w6z_5Osp2xraYVH6RNKWSfGU1EyKy2__lmCQpbrO4pR3O2YgkS8COtf-j5HpdlwPHQTodOjIUQTVlEV-Dm6NzxrMefTo3bZz\
        JBkHfLIUuikoaJIxP3hOG0WwwWD9gW9VDud91XdgHHfgtVDhirndN8BQztuNPDfje9Wr-_1wFFWuzTy93Z1gJCOR6i4vZT9ZV1-w\
        -pDbhzNTUlYDuJNCNiqHFl2HbSyiAo27n8Z-vyR6rckfOOSgwaBQaEcOzWBgAaacwEdBKa09xaBnXpbzMgtvN2Azyb7zg2Unbvoc\
        L0gtK_hnKNgB-AdqRduRGleAtf_fq7ERQ27uQ
        """
    static let withoutName =
        """
        eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6InUtNDcxMSIsIm5\
        vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.QUn5PYXU4fNkoWFB1IZs\
        N6Fwdaa4an9wnwquLE_Rp-iT-VTxj9ojMcs1DAEThCMQ-z3Bep3coW45lBDKMisPiLxQsqA_D4ikwNkphsRDGSIvlolWAiThTBH5\
        HC_Y1odxkTLffgj1LOZJCTzirUoKr3cdJbt1qWY9flurDNrd-pSJd9AdmLscap0hAlJklxh9YwEePd1xfIoqx9XwEFnPHavtH4aQ\
        zXAYGtM5rRH-X5VGAlRcOSVaTuIjaHt1-EW_MMtPGZ2Y0ca8JHsUldsCHod6iuxIwm1pFMSulS1K1bzXAN2cZfzzUKhlI6DTAUpk\
        p3fSYIBgo4c3N1kAhCmBlg
        """
    static let unsigned =
        """
        eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6InUtNDcxMSIsIm5v\
        bmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.
        """
    static let secret =
        """
        eyJhbGciOiJIUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.KgSR6\
        UMxQDpVRCUY_z0WC9B1T8-3-nENNOm-ybCp0cE
        """
    static let ownSecret =
        """
        eyJhbGciOiJIUzI1NiIsImtpZCI6Im8xIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ._36MB\
        ukeEV2Js_yBv-NrbfRVNLGc5TGrXR9yRyqRDvE
        """
    static let broughtKey =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwiandrIjp7Imt0eSI6IlJTQSIsInVzZSI6InNpZyIsImtpZCI6InIxIiwibiI6IndC\
        R1JoTzhVLVRoa2Zpd0F2clZCVFFpTkE3N0RVSW13QWtibnNYbXJZYkV3bTc5ZmpFRmZkYU9kWjU0a3g5eVduaGtXMHNxcm8wYnJ5\
        WUFCLU1obC10c2E0UGlQZURINGcxeFVCeklYTjc2QWdYNDZERDR5OVo3V0RzdEpnWWU5QVI4dWJLbUR3Uy00N1NPQUdQTDJHME95\
        UkFQOHNFaER1c044VklyWUJOMjAtc1E2WWxYZW40V3dkQkhsamZjQ1lBNmpESDJ0UHFSdnZtRDQ3ZERjQjE0X1N0c1VPT2FadU1J\
        c0h1eV9xbERUbXNUekpTWEtmMGM1VnlEUmh5cDlnWGN6eVREVE1MM3BvQ2k1c0UxTzI0NkJ1YXMzNEQzM05pTHZ3TUwwUnI5TzFs\
        VTVXbGpndGhEbTh3YVRxcW5nYmZXSF9JNE5WRUpZeTgzalhZY3V6dyIsImUiOiJBUUFCIn19.eyJpc3MiOiJodHRwczovL2lkLmV\
        4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE\
        3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.Y0BrZ6LfqDdxNotxGKmtBKjrCZGEHFN6fGxo1Rc82Njak85bWBtIwvFtdTnsE4cY-KBV\
        9OMqhJshc2yneaXBEIVKHSbbQUCOomS8oqOk6nF5MMbZo3xR7NQdD3zTWIVeVR9FHrnPzgjm3I8EQ8ZkxsCbjbjtSNn8GIfkTHy0\
        CYVBcqHJxxu4aeYydALgrrNa-cBPLHPucMWa9vKs1VjghT_yjVeKeJvLh-bG9wNobNumFa_18p_MvmRYSq08RIYik0praLARIIz1\
        MGhf0AGKADJ-D0d6t7OXMKD_aMRX7sgHOmMc01VDpqaTBrq_IddEL-2IbSN1KbemaqYuCyT_Aw
        """
    static let otherKey =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InI5In0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.URgVL\
        BXUNQO6-hjH3k_DgMMYznZdhKTKINtO_IlBq8RCeqPCa4aTWk8pcTJ-8VXMHJHr8Sr1RLAgRcsChQBJZ6_v29BiPVhip9ZMLu8_G\
        oIKrvJaGSFgkkbmiujYO5zAv9xXFznxAr-oqKkzLFu6Y4WjTptNRRv9InDKJ7zmgfJ5dKR6rSoY9Hdk4_0K7AmIopaZBo15Nye71\
        Zo0HOnZUy7G3dlKXTvzSRDdQXKH2jNeOfHViXX2xuAKyl2vRCvTtvp2PZTZy8gMWf6K6eMnC78ZNu3OAO0hxEfMb2cOEXOJOpdyz\
        GsQ6Dbkxo4aq8WcH-lcnGua8UKzQdXpB2CXWg
        """
    static let smallKey =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InMxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.LEdSd\
        QGvO0e7DbyUfA2Q43svblyWHTl_UyZV7AaYRgXDZd6FrXjp47xKPsbSvAEmM2HJR1ZK3-pOu8bJYo6Lg7Ei0FBlwVdFXenv5W26d\
        acM3BDk7seI3NxyBuzlC6qZyA8GZqqvUHYG8nEzEdoYLWQVpTeWA3Oc-dht9uBk7_4
        """
    static let critical =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIiwiY3JpdCI6WyJiNjQiXX0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVk\
        IjoiYW5waSIsInN1YiI6InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFj\
        ciI6ImdvbGQifQ.cAMYaecb4x4xfNulu6IBaNKZxgUpTFKdlAyhearY3Jg4h8HOYWOvleImiUbDSL72DYEwFrQTYcEGaCwVAk-H4\
        vmkDgLo2ts_oQJd7BXU71ULHMfgwRsvWOYn7picMjtj8qP-91bSrCHFpbldYRey0rM02Kw6et4oFcUJYDv3HWVwemHkTJbg3k1hZ\
        glFjxwrTrY6kC-S6sY87XjGR4bUAx1BXNgOe2u9VdytsJyK5xOm9yxo91GsRQEP85NeeRK3KCqGrQvVNml4K1C036C1LrSXM4Xj-\
        RTLiiu3Qde1nYu8alSqXty7N0DE12yyedS85fERUA9AG08hr5dDMVa8-Q
        """
    static let crossed =
        """
        eyJhbGciOiJFUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.5kZXA\
        H3ehX19ha1M7U1HwJy2JoYweNfURg7SmfyWItQFnFLMyDnLxyvobA7UD1aMMrW9kluBPYj4TipOpx2rsA
        """
    static let twoAudiences =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjpbImFucGkiLCJvdGhl\
        ciJdLCJzdWIiOiJ1LTQ3MTEiLCJub25jZSI6Im4tMSIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjoxNzY3MjI5MjAwLCJhY3IiOiJn\
        b2xkIiwiYXpwIjoiYW5waSJ9.GvAJNI6zKTs1HKeM_-4HfUWoOvlOO8KwuUn_jNDmRVVsdUbCpLCDPkyQoLA9imzS9bijhdrulUI\
        HXD8RwqKJDSexDGZtxRbdR9mnjnLrVzLrMCwfI8nzzB0npwWzSL6JAyfJieJZosuToHIP0zRRu7RnIiFiEdDcr7nfMdCMSOFmTju\
        nVcmS50iyiPgww9oFqk9JuvSQwDMHAdqpwnXF6j9MbtR1hRN6JvjxGwB3eO75hT3ZudLhLKWRFwHUw4E2kL2BeDudMKCIhmcEfqT\
        6DI2506LvJTp_Q9T3ewnIwnRqrk0kx603hs_mM5KFab3QPXUqDJZigErJl6DF2ZFfYA
        """
    static let otherParty =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjpbImFucGkiLCJvdGhl\
        ciJdLCJzdWIiOiJ1LTQ3MTEiLCJub25jZSI6Im4tMSIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjoxNzY3MjI5MjAwLCJhY3IiOiJn\
        b2xkIiwiYXpwIjoib3RoZXIifQ.mARjGSvaWkrb4bTRMrMapSXfnDLPfAOoYdNWtgwg4g_MjE0_UMHT9c1TN7dywTuJNgqMhLdGX\
        EyRx-RqA9YAbjvg-NkMdPkqgoeKUEpykw7kXTjLLbFT5mBUGXR3uPufVKcDQdFBrG31pLpNRua583NTAGZ1F-tL0rKClwiMgvXUX\
        wv2Q-qe-HYuCt45C7NelTHj2ZBOZaoNB-hZrcItvTxbPsO21mY1zH5zUQgWkPhNpcffa9YJqDvIkBhxGDyhMNP3P155N3ZtUT7wv\
        aj1pxe6cr2CRfsGH9oC6zuOFnnmadirYGCbj93KDnIpPiX9lDZ0cVD60EXm6kzZEeLGbg
        """
    static let nobody =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        IiIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJleHAiOjE3NjcyMjkyMDAsImFjciI6ImdvbGQifQ.oif4_KcSHp2LR\
        3cEaTgnt6WVF6oAGoOHEjNIIQCaNdObcY9mC1Gpy1ZRxAW3NvL2eSlP7y8TreD09b8ukQsKiKBs3XN3kAyp-Kjp5KkMTzY-gv0DM\
        njs3KqB_H4SKOBrgWaAjgVjBqiS7Xw48qNogWhMJgMEfyEnYmW_q69Hm8n9cSG6oruzSiCCHvYI2u3buaGFQG5WzQ5_2fC4_GeQK\
        O6oHKyD0OBYldBYwo1FDOexJStMvt72eg_pfrq-Wl6RguIxT72ca7-dO6bsFaqeyVy4SvF09pjlqqdn-4mMXIn6ycseNs7wyKBGk\
        ajfy6JxaSwdfqjt-bxZC20zZIyceg
        """
    static let numberSubject =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        Nywibm9uY2UiOiJuLTEiLCJpYXQiOjE3NjcyMjU2MDAsImV4cCI6MTc2NzIyOTIwMCwiYWNyIjoiZ29sZCJ9.StqpPCDewmlrwlh\
        4oqQ-a7-FQVmQ0fV8pX7EW9_k_ZY-1gNztrs01o08JyIkNJEprn60YK21lHaB_WSSepDn8W-5PTe1ZobsFM38CEIAKamzDznve-b\
        CslSQIvTGjWTzqZAtU2IRgkq3_mSWMz6DbOgs3rEV25eDTc73pwpIc15lGRRPMf107xPXrRC4zFhv5U-lZwPXmLCykh6V5nsN_NC\
        _XNRy2MHobeeE56EyRUiYKpU89GOO12bnJuZYNQQL0yWqjsAwFLm4Vf8HqfLBK0NHdfmH6qmzn3PtBhrya2v4760kOOev4pp9fnz\
        VvyaI8j3agmVNEPFSL9czNeHmSA
        """
    static let noEnd =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1YiI6\
        InUtNDcxMSIsIm5vbmNlIjoibi0xIiwiaWF0IjoxNzY3MjI1NjAwLCJhY3IiOiJnb2xkIn0.GGIokW-BEBAI4dz4BvSt3Ioe73Dj\
        fi_VUN6yCdWXXYXv6J9jtJJkbmcnykicjlXIlhjeTVg4_VKjBh1mZhQ_uNFERtlniyxvp058bx85Vd4hht0qcevIh9-d7AD4r4FZ\
        fSxII_XnK6XhuCu7NkjNaLwgYttvnpuRBMVJQdGtEEcXlTm4a-VF6sJNeZBhXigRMWYtCTwPuIk6ZUgRFdA5bM2_aF6uETxgd1te\
        eED7Xdle7Ayker002fHdcfyiBULmDyAwzHxFSHubL9xUM46NXQhfLCMhjHuSRuAai1mfHytR7hZzq1mqubSRg75LMdOwyqXWSJM3\
        1wMiCTM3oCqVOA
        """
    static let list =
        """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.WzFd.W4VYDpx1h1QoQl52NWxM4TxLG5oD75cpYHDHQUwyNsC_hyxhD5aXwkOiRqR\
        4KFMyZG630fsRjKtSwn6lSO_ymOIImOgfHVEyejymL8athwW9GEkOBuzFkrLmVDaA4KOAK2RJwo9dYDbkVeQbEEUAJKgpFAXN_TE\
        dw_lZsZF2w0fhKDUQ8c6on4BBN5IxmiiLS7qTHtBCu9QyM1jxIonkhbnWoZz_7e_dk7dk3F0nXPGJexh37NDdLm-eMEIm6GJYRc4\
        Pv7enkK-qH4agjGxRwLOaSCD71ealGBvG076ScpfkqdqDuBDz2ktY4vFNBQOKezUidAihcPWyE1CO9G4tIQ
        """
    /// Tokens for the requests that are made with seeded randomness, by seed.
    static let trips: [Int: String] = [
        1: """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1\
        YiI6InUtMSIsIm5vbmNlIjoiYUM5T0lrUzdzbkZKUUw4NEFjMWg2aklFN18zMDVBc25oWjZ5a3JBNmdlRSIsImlhdCI6MTU3\
        NzgzNjgwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.cCrR1JgLDWRCxczxUGw9RZz-lKFWoAZ4QgRX3ibjmy3TWIxLwXTsq4vKl8y4a\
        upSW1hpziYHE4XBJPyO3lbZNe6hr4L2Od2pA5ymGOqUF3lGpAfUAfX0wmKl-wKErHdxsN023kAQYqHvEa3hJ-2zth_j6KU63\
        D_xOGbPVQBYzsC71U9qM2dT8Ak1ewDTVZ_kAW9L4wNSFPAfecYalhx8CT2Miy0z4R_UaDpizxFWl-1eJ0GarYVtUBw9ziLZg\
        giBprQFAZdALppu51JXD_SKV6vBbLLzYGjBeHmQg0yTB7fdM9wsny4VlfNm_IxU_prEBEvtXa6C_NlUp1jHP13IJg
        """,
        2: """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1\
        YiI6InUtMSIsIm5vbmNlIjoidWlWVGRQcWQtdENpUkhjRTlNNVJmSTQ0VTVrMFJkWmlDSTcxcE42LTZIVSIsImlhdCI6MTU3\
        NzgzNjgwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.SlgR-kxcEY8UGb2u1Zqmmyxwm-XbXGnKbEKZfM_dfKf-m9O9asvaSDyKQZiVA\
        VYQjM6T1bKUr_WIpJVanTUXbrusWrBL9hEKmXtkxgqzFHtbnBC4pdIIVwegcwr5q-NISkTUiNWolZyksTTuA5D4_i3O_pU74\
        JnGmNr84gPrEvsx3tmoSho3mZLs8V_Aro7w6gPTZL2L8K-NkufNyq0Zvw5r8DE9bgBiHUNBbghGik07sVoR4cdi2spZmfJq-\
        VqlaHmG9jKzo41Pfz8woZXBxSeNxdzrlcSmYnTioIyjMryRL_t5peyAYc2P43rdIvhLTY1J1fAdAFZ7fMpiI-IYog
        """,
        3: """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1\
        YiI6InUtMSIsIm5vbmNlIjoiVXlrY2NqNk4yZzBSVHpGUWt0YTdaMlpGTnBvSlZvamNheUl0XzlvVW8ybyIsImlhdCI6MTU3\
        NzgzNjgwMCwiZXhwIjo0MTAyNDQ0ODAwLCJhY3IiOiJnb2xkIn0.m2_dtD29bOl-pkYcSZe5sMaDi-1zs6UILUclf_5sekVz\
        HkNacirTrnBGoSk9VRB3JTFYUJOhqDlkcLYU9cX89yksxKLKSE0ip4Uh9_H9XAp-dEUzV9h-yxP8_ZzAedc9thjul87WbILy\
        Bvt1qLuvjlKt-pWDOx3Fo8_LoEAu_7o3q7iGloFJIm_d25piEIdHhyOB8H1F3r-gBmanE9TkLq2CxD5iz7JfClj5ga1L959Q\
        d3FJ51rrRPKf4K4PAOSr_epNCvyHN6LmgOxmukmeCuTS_Cj4Fi3B8JTTEC9jhZAZenS-WNBBfg9K3b1xHc70Xq47eNcf2tC0\
        9U8SDGI-dg
        """,
        4: """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1\
        YiI6InUtMiIsIm5vbmNlIjoiREo5bVdqSlVYLTRDeEdnb3NJZEJsaU55bHZmVHp1QWp1QnFyM1pJaHY3NCIsImlhdCI6MTU3\
        NzgzNjgwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.arfCREG6NQkDvth3Mzltz3bmv7ooFyRNf7y-qgAi0srjD0hDJJ-MtaF37FwXy\
        t3OD3GqpNpTucjqtUgxsb8ApcHE9ssyRTSjKz-4KhtgdzR0DPQgJtvcWedGpJgCEJKnFYmdM_jWEZoelF9lhWpvtWMLZ6hDV\
        zODK2AYebVIID9BKq9d2GtegunQL6LSDIDa1KRV0d2rIxzKtjpzFkuo_LBIxYbZI1AaVNEE_NIb67ogz8JHvje-qiYVdoJzz\
        RfKzPEBretch2gcAChaUn7kNgSrDs7kZMPPNm98hkLyO0QfTtQn-VIns_h759p4jGZEe1XOyP38khAHwstNqSY8QA
        """,
        5: """
        eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUvIiwiYXVkIjoiYW5waSIsInN1\
        YiI6InUtMSIsIm5vbmNlIjoiRVc5cThuVXdnUkRYQ3MtUEtzVWNjRlpkN0VfOW1UdzVSNmFFRTVNUmJGSSIsImlhdCI6MTU3\
        NzgzNjgwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.jmEiqQx-n79TdM5_IF4P_15zks5RR6T368qG1e_DJXh5q0uZuOfIreGWzcAud\
        riOWHtIKLzCH7wB3rAvc-L7xX7caL2M_19p-yJdE5avVAeh8PaMSr0tdWAYKK6vwgH8ouol1dl5AAN5ZaGyVBdWPXnWB_1xJ\
        oX0R-JixMm2ju_hJ6pTBJhgjchfKHW1PUTfHBG74LnrGKtWxvLFuzG_2_WKdHvG3afJQMOOx4WJG2RAy-Y2L0Mtdt8ek61X3\
        5fcpTnDbIEWq_FAATcWrDtiE6WNm6Vjyg1UdLq5wjUnY8jgYo0zQg34tGDftKfiZNQyQ4FYjq3XN3lVpEEBEVZE3Q
        """,
    ]
}
