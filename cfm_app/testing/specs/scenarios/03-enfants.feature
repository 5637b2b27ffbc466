# language: fr
Fonctionnalité: Les enfants
  Un enfant ne consent pas seul, on lui demande quand même, et son non compte.

  Contexte:
    Étant donné l'équipe du bureau :
      | Mariam | opératrice             |            |
      | Oumar  | point focal            | Logistique |
      | Rachel | point focal protection | Protection |
    Et que nous sommes le lundi 7 décembre 2026 à 9 h

  Scénario: La mère consent, et la fille est d'accord
    Étant donné que Mariam enregistre l'appel de Kadidja Ousmane :
      | canal          | Bureau de plaintes     |
      | catégorie      | Quantité de la ration  |
      | âge            | 13-17                  |
      | ce qui est dit | Le goûter de l'école n'est plus servi. |
      | téléphone      | 66 33 22 11            |
    Quand Mariam note ce que la personne accepte :
      | partager à l'intérieur | oui |
    Alors le système refuse : « Un enfant ne consent pas seul : enregistrez le parent, le tuteur ou la personne qui s'occupe de lui, ou laissez les réponses ouvertes et demandez-leur plus tard. Si les interroger mettait l'enfant en danger, un responsable ou le point focal choisit une autre base légale. »
    Quand Mariam note ce que la personne accepte :
      | qui consent            | Parent ou tuteur |
      | lien                   | Mère             |
      | partager à l'intérieur | oui              |
    Alors le système refuse : « Demandez aussi à l'enfant et notez ce qu'il dit. »
    Quand Mariam note ce que la personne accepte :
      | qui consent            | Parent ou tuteur |
      | lien                   | Mère             |
      | l'enfant est d'accord  | Oui              |
      | partager à l'intérieur | oui              |
    Et que Mariam réfère le cas : « Goûter non servi »
    Alors le référencement attend la réponse de Oumar

  Scénario: L'enfant dit non
    Étant donné que Mariam enregistre l'appel de Kadidja Ousmane :
      | canal          | Bureau de plaintes    |
      | catégorie      | Quantité de la ration |
      | âge            | 13-17                 |
      | ce qui est dit | Le goûter de l'école n'est plus servi. |
      | téléphone      | 66 33 22 11           |
    Quand Mariam note ce que la personne accepte :
      | qui consent            | Parent ou tuteur |
      | lien                   | Mère             |
      | l'enfant est d'accord  | Non              |
      | partager à l'intérieur | oui              |
    Alors le système refuse : « L'enfant n'est pas d'accord : rien ne peut être partagé. Refusez ces finalités. »
    Quand Mariam note ce que la personne accepte :
      | qui consent            | Parent ou tuteur |
      | lien                   | Mère             |
      | l'enfant est d'accord  | Non              |
      | enregistrement         | oui              |
      | partager à l'intérieur | non              |
    Et que Mariam réfère le cas : « Goûter non servi »
    Alors le système refuse : « La personne n'a pas accepté que ce cas soit partagé. … »

  Scénario: Demander aux parents mettrait l'enfant en danger
    Étant donné que Mariam enregistre l'appel de Moussa Abdelkerim :
      | canal          | Ligne verte            |
      | catégorie      | Protection de l'enfance |
      | âge            | 0-12                   |
      | ce qui est dit | Il travaille la nuit au marché, battu par son oncle. |
      | téléphone      | 66 99 88 77            |
    Alors le cas est confié à Rachel
    Quand Rachel note ce que la personne accepte :
      | partager à l'intérieur | oui |
    Alors le système refuse : « Un enfant ne consent pas seul : … »
    Quand Rachel note ce que la personne accepte :
      | base légale            | Intérêt vital |
      | motif de la base       | L'oncle le bat ; l'interroger le mettrait en danger. |
      | partager à l'intérieur | oui           |
    Alors le consentement du cas est « Accordé »
    Et Mariam ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
